// The sale: what stands in the round, at which price rounds were cleared, and one's own orders.
import { useState } from 'preact/hooks';
import { OrderForm } from '../actions/order-form';
import { ActionStatus, useAction } from '../actions/use-action';
import { aboutSale, useResource } from '../api/hooks';
import type { Account, Order, Page, Round, Sale } from '../api/types';
import { providerOf, useConsortium } from '../app/consortium';
import { go, to } from '../app/router';
import { signer } from '../app/session';
import { fmt } from '../format';
import { t } from '../i18n';
import { Tag } from '../ui/badge';
import { BlockRef } from '../ui/block';
import { Card, Stat, Stats } from '../ui/card';
import { Select } from '../ui/controls';
import { lazy } from '../ui/lazy';
import { Empty, Failure, Show, Skeleton } from '../ui/states';
import { Table, type Column } from '../ui/table';

const DepthChart = lazy(() => import('../charts/depth').then((part) => part.DepthChart), 310);

export function SalePage({ provider: named }: { provider: number | null }) {
	const { overview } = useConsortium();
	// The largest market, unless another is named.
	const [largest] = [...overview.providers].sort((a, b) => b.networks - a.networks);
	const provider = named ?? largest?.id ?? null;
	return (
		<>
			<h1>{t('sale.title')}</h1>
			<p class="muted">{t('sale.lead')}</p>
			<div class="page-tools">
				{overview.providers.length > 1 && provider !== null && (
					<Select
						label={t('sale.provider')}
						value={String(provider)}
						options={overview.providers.map(({ id, label }) => ({ value: String(id), label }))}
						onChange={(id) => go(to(`/sale/${id}`))}
					/>
				)}
			</div>
			{provider === null ? <Empty>{t('overview.providers.empty')}</Empty> : <Market key={provider} provider={provider} />}
		</>
	);
}

function Market({ provider }: { provider: number }) {
	const { overview } = useConsortium();
	const concerns = aboutSale(provider);
	const sale = useResource<Sale>(`/sale/${provider}`, concerns);
	const rounds = useResource<Page<Round>>(`/sale/${provider}/rounds?limit=100`, concerns);
	const [chosen, setChosen] = useState<number | null>(null);
	const offset = providerOf(overview, provider)?.utc_offset_minutes ?? 0;
	// The open round, else the last that traded, else the last.
	const round =
		chosen ??
		sale.data?.open?.round ??
		rounds.data?.items.find(({ price }) => price !== null)?.round ??
		rounds.data?.items[0]?.round ??
		null;
	const shown = useResource<Round>(round === null ? null : `/sale/${provider}/rounds/${round}`, concerns);
	if (!sale.data) return sale.error ? <Failure error={sale.error} retry={sale.reload} /> : <Skeleton lines={8} />;
	const { last, open, tariff } = sale.data;

	return (
		<>
			<Stats>
				<Stat
					label={t('sale.last')}
					value={last?.price == null ? '–' : fmt.price(last.price)}
					hint={
						last ? (
							<>
								{t('sale.last.hint', { round: last.round, energy: fmt.energy(last.volume_wh) })} <BlockRef n={last.block} />
							</>
						) : (
							t('sale.last.none')
						)
					}
				/>
				<Stat
					label={t('sale.tariff')}
					value={`${fmt.price(tariff.buy_back).replace('/kWh', '')} – ${fmt.price(tariff.retail)}`}
					hint={t('sale.tariff.hint', { tick: fmt.price(tariff.tick) })}
				/>
				<Stat
					label={t('sale.open')}
					value={open ? t('sale.orders', { n: fmt.number(open.orders), count: open.orders }) : t('sale.open.none')}
					hint={
						open ? (
							<>
								{t('sale.open.clears', { time: fmt.dateTime(open.clears_ms, offset) })} <BlockRef n={open.opened_block} />
							</>
						) : (
							t('sale.open.none.hint')
						)
					}
				/>
			</Stats>
			<div class="sale-grid">
				<Card
					title={round === null ? t('sale.depth') : t('sale.depth.of', { round })}
					hint={t('sale.depth.hint')}
					block={shown.data ? (shown.data.cleared_block ?? shown.data.opened_block) : sale.data.block}
					aside={shown.data && <RoundState round={shown.data} />}
				>
					{round === null ? (
						<Empty>{t('sale.rounds.empty')}</Empty>
					) : (
						<Show resource={shown} height={260}>
							{(data) =>
								data.depth?.length ? (
									<DepthChart
										depth={data.depth}
										tariff={data.tariff}
										cleared={data.price}
										summary={`${t('sale.depth.of', { round: data.round })}. ${data.price === null ? '' : t('sale.depth.cleared', { price: fmt.price(data.price) })}`}
									/>
								) : (
									<Empty>{t('sale.depth.empty')}</Empty>
								)
							}
						</Show>
					)}
				</Card>
				<Trader provider={provider} sale={sale.data} reload={sale.reload} />
			</div>
			<MyOrders provider={provider} />
			<Card title={t('sale.rounds')} block={sale.data.block}>
				<Show resource={rounds} lines={4}>
					{({ items }) =>
						items.length === 0 ? (
							<Empty>{t('sale.rounds.empty')}</Empty>
						) : (
							<Rounds rows={items} chosen={round} choose={setChosen} offset={offset} />
						)
					}
				</Show>
			</Card>
			{round !== null && <RoundOrders provider={provider} round={round} />}
		</>
	);
}

const RoundState = ({ round }: { round: Round }) => (
	<Tag tone={round.state === 'open' ? 'good' : round.state === 'cleared' ? 'warn' : 'idle'}>{t(`roundState.${round.state}`)}</Tag>
);

interface RoundsProps {
	rows: readonly Round[];
	chosen: number | null;
	choose: (round: number) => void;
	offset: number;
}

function Rounds({ rows, chosen, choose, offset }: RoundsProps) {
	const energy = (wh: number | null) => (wh === null ? '–' : fmt.energy(wh));
	const count = (n: number | null) => (n === null ? '–' : fmt.number(n));
	return (
		<Table
			caption={t('sale.rounds')}
			rows={rows}
			rowKey={(row) => row.round}
			rowClass={(row) => (row.round === chosen ? 'chosen' : '')}
			columns={[
				{
					key: 'round',
					title: t('common.round'),
					cell: (row) => (
						<button
							type="button"
							class="link-button num"
							aria-pressed={row.round === chosen}
							aria-label={t('sale.rounds.show', { round: row.round })}
							onClick={() => choose(row.round)}
						>
							{row.round}
						</button>
					),
				},
				{ key: 'state', title: t('common.state'), cell: (row) => <RoundState round={row} /> },
				{ key: 'time', title: t('common.time'), cell: (row) => <span class="num">{fmt.dateTime(row.clears_ms, offset)}</span> },
				{
					key: 'price',
					title: t('common.price'),
					number: true,
					cell: (row) =>
						row.price !== null ? <strong>{fmt.price(row.price)}</strong> : row.state === 'open' ? '–' : <span class="muted">{t('sale.rounds.untraded')}</span>,
				},
				{ key: 'volume', title: t('sale.rounds.volume'), number: true, cell: (row) => energy(row.volume_wh) },
				{ key: 'sellers', title: t('sale.rounds.sellers'), number: true, cell: (row) => count(row.sellers) },
				{ key: 'buyers', title: t('sale.rounds.buyers'), number: true, cell: (row) => count(row.buyers) },
				{ key: 'bought', title: t('sale.rounds.providerBought'), number: true, cell: (row) => energy(row.provider_bought_wh) },
				{ key: 'sold', title: t('sale.rounds.providerSold'), number: true, cell: (row) => energy(row.provider_sold_wh) },
				{
					key: 'block',
					title: t('common.block'),
					number: true,
					cell: (row) => <BlockRef n={row.settled_block ?? row.cleared_block ?? row.opened_block} />,
				},
			]}
		/>
	);
}

/** The place for an order of one's own. */
function Trader({ provider, sale, reload }: { provider: number; sale: Sale; reload: () => void }) {
	const who = signer.value;
	const account = useResource<Account>(who ? `/accounts/${who.address}` : null);
	const networks = account.data?.networks.filter((network) => network.provider === provider && network.state === 'active') ?? [];
	return (
		<Card title={t('action.order')} hint={who ? `${t('account.current')} ${who.name}` : undefined} class="trader">
			{!who ? (
				<Empty>
					<a class="button" href={to('/account')}>
						{t('action.needAccount')}
					</a>
				</Empty>
			) : account.data && networks.length === 0 ? (
				<Empty hint={<a href={to('/account')}>{t('account.choose')}</a>}>{t('sale.notHere')}</Empty>
			) : account.data ? (
				<OrderForm key={who.address} tariff={sale.open?.tariff ?? sale.tariff} networks={networks} onPlaced={reload} />
			) : account.error && account.error.status !== 404 ? (
				<Failure error={account.error} retry={account.reload} />
			) : account.error ? (
				<Empty hint={<a href={to('/account')}>{t('account.choose')}</a>}>{t('sale.notHere')}</Empty>
			) : (
				<Skeleton lines={4} />
			)}
		</Card>
	);
}

const orderColumns = (own: boolean): Column<Order>[] => [
	{
		key: 'order',
		title: t('sale.side'),
		cell: (row) => (
			<>
				<span class={`side side-${row.side}`}>{t(`sale.side.${row.side}`)}</span> <span class="num muted">{row.round}/{row.index}</span>
			</>
		),
	},
	{ key: 'network', title: t('common.network'), cell: (row) => <a href={to(`/networks/${row.network}`)}>{row.network_label}</a> },
	{
		key: 'purpose',
		title: t('common.kind'),
		wide: true,
		cell: (row) => t(`sale.purpose.${row.purpose}`, { month: row.month ? fmt.month(row.month) : '' }),
	},
	{ key: 'price', title: t('sale.limit'), number: true, cell: (row) => fmt.price(row.price) },
	{ key: 'energy', title: t('common.energy'), number: true, cell: (row) => fmt.energy(row.energy_wh) },
	{ key: 'filled', title: t('sale.filled'), number: true, cell: (row) => (row.filled_wh === null ? '–' : fmt.energy(row.filled_wh)) },
	{
		key: 'money',
		title: t('sale.money'),
		number: true,
		cell: (row) =>
			row.money !== null ? fmt.money(row.money) : row.held > 0 ? `${t('sale.held')} ${fmt.money(row.held)}` : '–',
	},
	{
		key: 'state',
		title: t('common.state'),
		cell: (row) => <Tag tone={row.state === 'standing' ? 'good' : 'idle'}>{t(`sale.state.${row.state}`)}</Tag>,
	},
	{ key: 'block', title: t('common.block'), number: true, cell: (row) => <BlockRef n={row.block} /> },
	...(own ? [{ key: 'cancel', title: '', number: true, cell: (row: Order) => <CancelOrder order={row} /> }] : []),
];

function CancelOrder({ order }: { order: Order }) {
	const action = useAction();
	// Orders that close a month stand until the round is settled.
	if (order.state !== 'standing' || order.purpose === 'leftover' || order.purpose === 'shortfall') return null;
	const { provider, round, side, index } = order;
	return (
		<>
			<button
				type="button"
				class="button small-button"
				disabled={action.busy}
				onClick={() =>
					action.run({
						pallet: 'surplusSale',
						call: 'cancel',
						args: [provider, round, { side: side === 'bid' ? 'Bid' : 'Offer', index }],
					})
				}
			>
				{t('action.cancel')}
			</button>
			<ActionStatus action={action} />
		</>
	);
}

function MyOrders({ provider }: { provider: number }) {
	const who = signer.value;
	const orders = useResource<Page<Order>>(
		who ? `/orders?provider=${provider}&account=${who.address}&limit=50` : null,
		aboutSale(provider),
	);
	return (
		<Card title={t('sale.mine')} block={orders.data?.items[0]?.block}>
			{!who ? (
				<Empty>{t('sale.mine.choose')}</Empty>
			) : (
				<Show resource={orders} lines={3}>
					{({ items }) =>
						items.length ? (
							<Table
								caption={t('sale.mine')}
								rows={items}
								rowKey={(row) => `${row.round}.${row.side}.${row.index}`}
								columns={orderColumns(true)}
							/>
						) : (
							<Empty>{t('sale.mine.none')}</Empty>
						)
					}
				</Show>
			)}
		</Card>
	);
}

function RoundOrders({ provider, round }: { provider: number; round: number }) {
	const orders = useResource<Page<Order>>(`/orders?provider=${provider}&round=${round}&limit=200`, aboutSale(provider));
	return (
		<Card title={`${t('sale.all')} ${round}`} block={orders.data?.items[0]?.block}>
			<Show resource={orders} lines={4}>
				{({ items }) =>
					items.length ? (
						<Table
							caption={`${t('sale.all')} ${round}`}
							rows={items}
							rowKey={(row) => `${row.side}.${row.index}`}
							columns={orderColumns(false)}
						/>
					) : (
						<Empty>{t('sale.depth.empty')}</Empty>
					)
				}
			</Show>
		</Card>
	);
}
