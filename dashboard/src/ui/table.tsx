import type { ComponentChildren } from 'preact';

export interface Column<T> {
	/** Unique in the table. */
	key: string;
	title: ComponentChildren;
	cell: (row: T) => ComponentChildren;
	/** Numbers stand at the right, digits under digits. */
	number?: boolean;
	/** Left out on a narrow window. */
	wide?: boolean;
}

interface TableProps<T> {
	/** What the table holds, for screen readers. */
	caption: string;
	columns: readonly Column<T>[];
	rows: readonly T[];
	rowKey: (row: T) => string | number;
	rowClass?: (row: T) => string;
}

/** A table that scrolls sideways in itself where it is too wide. The first column names the row. */
export function Table<T>({ caption, columns, rows, rowKey, rowClass }: TableProps<T>) {
	const name = ({ number, wide }: Column<T>) => `${number ? 'num' : ''} ${wide ? 'wide' : ''}`;
	return (
		<div class="table-frame" tabIndex={0} role="region" aria-label={caption}>
			<table>
				<caption class="visually-hidden">{caption}</caption>
				<thead>
					<tr>
						{columns.map((column) => (
							<th key={column.key} scope="col" class={name(column)}>
								{column.title}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<tr key={rowKey(row)} class={rowClass?.(row)}>
							{columns.map((column, index) =>
								index === 0 ? (
									<th key={column.key} scope="row" class={name(column)}>
										{column.cell(row)}
									</th>
								) : (
									<td key={column.key} class={name(column)}>
										{column.cell(row)}
									</td>
								),
							)}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
