// The statement of a month: on paper as on the screen.
import { address } from '../api/client';
import { aboutNetwork, useResource } from '../api/hooks';
import type { Columns, DeviceRow, Month, Network, Page } from '../api/types';
import { useConsortium } from '../app/consortium';
import { to } from '../app/router';
import { fmt, short } from '../format';
import { t } from '../i18n';
import { Tag } from '../ui/badge';
import { AsOf, BlockRef } from '../ui/block';
import { Card, Facts } from '../ui/card';
import { Failure, Show, Skeleton } from '../ui/states';
import { Table } from '../ui/table';

export const INFLOW = ['granted_wh', 'carried_in_wh', 'generated_wh', 'received_wh', 'bought_wh', 'overdrawn_wh'] as const;
export const OUTFLOW = [
	'used_wh',
	'reserve_wh',
	'balances_wh',
	'held_wh',
	'given_wh',
	'offered_wh',
	'sold_wh',
	'carried_out_wh',
	'expired_wh',
] as const;

/** The sum of some columns, in Wh. */
export const sumOf = (columns: Columns, names: readonly (keyof Columns)[]) =>
	names.reduce((sum, name) => sum + columns[name], 0);

export function StatementPage({ id, month }: { id: number; month: string }) {
	const { overview } = useConsortium();
	const changed = aboutNetwork(id);
	const network = useResource<Network>(`/networks/${id}`, changed);
	const statement = useResource<Month>(`/networks/${id}/months/${encodeURIComponent(month)}`, changed);
	const devices = useResource<Page<DeviceRow>>(`/networks/${id}/months/${encodeURIComponent(month)}/devices`, changed);
	const problem = network.error ?? statement.error;
	if (!network.data || !statement.data) {
		return (
			<>
				<h1 class="visually-hidden">{t('network.statements')}</h1>
				{problem ? <Failure error={problem} retry={network.reload} /> : <Skeleton lines={10} />}
			</>
		);
	}
	const { data: site } = network;
	const { columns, start_ms, end_ms, transfers, state, ...blocks } = statement.data;
	const offset = site.utc_offset_minutes;
	const [came, went] = [sumOf(columns, INFLOW), sumOf(columns, OUTFLOW)];

	return (
		<article class="statement">
			<nav class="trail" aria-label={t('nav.trail')}>
				<a href={to(`/networks/${id}`, { month })}>{t('nav.back', { name: site.label })}</a>
			</nav>
			<div class="title-row">
				<h1>{t('statement.title', { month: fmt.month(statement.data.month) })}</h1>
				<Tag tone={state === 'closed' ? 'idle' : state === 'open' ? 'good' : 'warn'}>{t(`monthState.${state}`)}</Tag>
			</div>
			<div class="page-tools">
				<button type="button" class="button" onClick={() => print()}>
					{t('statement.print')}
				</button>
				<a class="button" href={address(`/networks/${id}/statement.csv?month=${statement.data.month}`)} download>
					{t('statement.csv')}
				</a>
			</div>
			<Facts
				rows={[
					[t('common.network'), site.label],
					[t('common.provider'), site.provider_label],
					[t('common.owner'), <span class="mono">{short(site.owner, 10, 10)}</span>],
					[t('statement.period'), `${fmt.date(start_ms, offset)} – ${fmt.date(end_ms - 1, offset)}`],
					[
						t('statement.transfers'),
						t('statement.transfers.value', {
							devices: fmt.number(transfers.between_devices),
							networks: fmt.number(transfers.between_networks),
						}),
					],
				]}
			/>
			<div class="two-columns">
				<Side title={t('statement.came')} columns={columns} names={INFLOW} sum={came} block={blocks.block} />
				<Side title={t('statement.went')} columns={columns} names={OUTFLOW} sum={went} block={blocks.block} />
			</div>
			<p class="statement-check">
				{came === went ? t('statement.balanced') : t('statement.unbalanced', { energy: fmt.energyExact(Math.abs(came - went)) })}
			</p>
			<Card title={t('statement.devices')} block={devices.data?.items[0]?.block}>
				<Show resource={devices} lines={4}>
					{({ items }) => (
						<Table
							caption={t('statement.devices')}
							rows={items}
							rowKey={(row) => row.device}
							columns={[
								{ key: 'device', title: t('common.device'), cell: (row) => <a href={to(`/devices/${row.device}`)}>{row.label}</a> },
								{ key: 'rank', title: t('statement.rank'), number: true, cell: (row) => fmt.number(row.rank) },
								{ key: 'used', title: t('common.used'), number: true, cell: (row) => fmt.energyExact(row.used_wh) },
								{ key: 'fed', title: t('statement.generated'), number: true, cell: (row) => fmt.energyExact(row.generated_wh) },
								{ key: 'received', title: t('network.devices.received'), number: true, cell: (row) => fmt.energyExact(row.received_wh) },
								{ key: 'given', title: t('network.devices.given'), number: true, cell: (row) => fmt.energyExact(row.given_wh) },
							]}
						/>
					)}
				</Show>
			</Card>
			<p class="small muted">
				<StatementBlocks {...blocks} />
			</p>
			<p class="small muted">
				{t('statement.chain', { genesis: '' })}
				<span class="mono genesis">{overview.chain.genesis}</span>
			</p>
			<AsOf block={blocks.block} />
		</article>
	);
}

interface SideProps {
	title: string;
	columns: Columns;
	names: readonly (keyof Columns)[];
	sum: number;
	block: number;
}

function Side({ title, columns, names, sum, block }: SideProps) {
	return (
		<Card title={title} block={block}>
			<table class="ledger">
				<caption class="visually-hidden">{title}</caption>
				<tbody>
					{names.map((name) => (
						<tr key={name} class={columns[name] === 0 ? 'zero' : ''}>
							<th scope="row">{t(`column.${name}`)}</th>
							<td class="num">{fmt.energyExact(columns[name])}</td>
						</tr>
					))}
				</tbody>
				<tfoot>
					<tr>
						<th scope="row">{t('statement.sum')}</th>
						<td class="num">{fmt.energyExact(sum)}</td>
					</tr>
				</tfoot>
			</table>
		</Card>
	);
}

/** The sentence with the blocks of a statement, each a link. */
function StatementBlocks({ opened_block, closed_block, settled_block }: Pick<Month, 'opened_block' | 'closed_block' | 'settled_block'>) {
	const parts = t('statement.blocks', { opened: '\u0000o\u0000', closed: '\u0000c\u0000', settled: '\u0000s\u0000' }).split('\u0000');
	const blocks: Record<string, number | null> = { o: opened_block, c: closed_block, s: settled_block };
	return (
		<>
			{parts.map((part) => (part in blocks ? blocks[part] == null ? '–' : <BlockRef key={part} n={blocks[part]} bare /> : part))}
		</>
	);
}
