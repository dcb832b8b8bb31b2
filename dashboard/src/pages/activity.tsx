// Every movement of energy, newest first.
import { useState } from 'preact/hooks';
import { anything, useResource } from '../api/hooks';
import { get } from '../api/client';
import type { Movement, Page } from '../api/types';
import { fmt } from '../format';
import { t, tMaybe } from '../i18n';
import { BlockRef } from '../ui/block';
import { Card } from '../ui/card';
import { Select } from '../ui/controls';
import { EndLink } from '../ui/ends';
import { Empty, Show } from '../ui/states';
import { Table } from '../ui/table';

const REASONS = [
	'grant', 'allocation', 'top_up', 'take_back', 'cover', 'help', 'owner_moved', 'pool', 'pledge', 'leftover',
	'withdrawal', 'export', 'overdraft', 'offer', 'sale', 'unsold', 'request', 'release', 'device_left',
] as const;

export function ActivityPage() {
	const [reason, setReason] = useState('');
	const path = `/movements?limit=100${reason && `&reason=${reason}`}`;
	const first = useResource<Page<Movement>>(path, anything);
	return (
		<>
			<h1>{t('activity.title')}</h1>
			<p class="muted">{t('activity.lead')}</p>
			<div class="filters">
				<Select
					label={t('activity.reason')}
					value={reason}
					options={[{ value: '', label: t('common.all') }, ...REASONS.map((value) => ({ value, label: t(`reason.${value}`) }))]}
					onChange={setReason}
				/>
			</div>
			<Show resource={first} lines={10}>
				{(page) => <Movements key={path} page={page} path={path} />}
			</Show>
		</>
	);
}

function Movements({ page, path }: { page: Page<Movement>; path: string }) {
	const [more, setMore] = useState<{ items: Movement[]; next: string | null } | null>(null);
	const [loading, setLoading] = useState(false);
	const rows = [...page.items, ...(more?.items ?? [])];
	const next = more ? more.next : page.next;
	const older = async () => {
		setLoading(true);
		try {
			const part = await get<Page<Movement>>(`${path}&cursor=${encodeURIComponent(next ?? '')}`);
			setMore((last) => ({ items: [...(last?.items ?? []), ...part.items], next: part.next }));
		} finally {
			setLoading(false);
		}
	};
	if (rows.length === 0) return <Empty>{t('activity.empty')}</Empty>;
	return (
		<Card title={t('activity.title')} class="bare-head" block={page.items[0]?.block}>
			<Table
				caption={t('activity.title')}
				rows={rows}
				rowKey={(row) => `${row.block}.${row.event}.${row.from.kind}${row.from.id}.${row.to.kind}${row.to.id}`}
				columns={[
					{ key: 'time', title: t('common.time'), cell: (row) => <span class="num">{fmt.dateTime(row.time_ms)}</span> },
					{ key: 'network', title: t('common.network'), cell: (row) => <a href={`#/networks/${row.network}?month=${row.month}`}>{fmt.number(row.network)}</a> },
					{ key: 'why', title: t('activity.reason'), cell: (row) => tMaybe(`reason.${row.reason}`) },
					{ key: 'from', title: t('network.flow.from'), cell: (row) => <EndLink end={row.from} /> },
					{ key: 'to', title: t('network.flow.to'), cell: (row) => <EndLink end={row.to} /> },
					{ key: 'energy', title: t('common.energy'), number: true, cell: (row) => fmt.energy(row.energy_wh) },
					{ key: 'block', title: t('common.block'), number: true, cell: (row) => <BlockRef n={row.block} /> },
				]}
			/>
			{next !== null && (
				<button type="button" class="button" disabled={loading} onClick={older}>
					{t('common.more')}
				</button>
			)}
		</Card>
	);
}
