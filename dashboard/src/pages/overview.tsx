// The consortium in one look: will the month last, where not, and what is being read now.
import { useMemo } from 'preact/hooks';
import { anything, never, useList, useResource } from '../api/hooks';
import { blocks, readings } from '../api/live';
import type { LiveBlock, NetworkRow, Overview, Page, Provider } from '../api/types';
import { useConsortium } from '../app/consortium';
import { to } from '../app/router';
import { Columns, Meter } from '../charts/bars';
import { energyUnit, fmt } from '../format';
import { t } from '../i18n';
import { StateBadge } from '../ui/badge';
import { AsOf, BlockRef } from '../ui/block';
import { Card, Stat, Stats } from '../ui/card';
import { MonthSelect } from '../ui/month-select';
import { NetworkLine } from '../ui/network-line';
import { lazy } from '../ui/lazy';
import { Empty, Failure, Show, Skeleton } from '../ui/states';

const MAP_HEIGHT = 430;
const NetworkMap = lazy(() => import('../map/map').then((part) => part.NetworkMap), MAP_HEIGHT);

const WORST = ['exhausted', 'ahead', 'on_pace', 'idle', 'inactive'];

export function OverviewPage() {
	const { month, months, past, overview: head } = useConsortium();
	const current = useResource<Overview>(month ? `/overview?month=${month}` : null, anything);
	const overview = current.data ?? head;
	const networks = useList<NetworkRow>(month ? `/networks?month=${month}` : '/networks', 20_000, anything);

	return (
		<>
			<Lead networks={networks.data} overview={overview} />
			<div class="page-tools">{months.length > 1 && <MonthSelect months={months} month={month} />}</div>
			<Figures overview={overview} />
			<div class="overview-grid">
				<Card
					class="map-card"
					title={t('overview.map')}
					hint={t('overview.map.hint')}
					block={overview.head.block}
				>
					{networks.data ? (
						networks.data.length ? (
							<NetworkMap networks={networks.data} past={past} providers={overview.providers} height={MAP_HEIGHT} />
						) : (
							<Empty hint={t('networks.empty.hint')}>{t('networks.empty')}</Empty>
						)
					) : networks.error ? (
						<Failure error={networks.error} retry={networks.reload} />
					) : (
						<Skeleton height={MAP_HEIGHT} />
					)}
				</Card>
				<div class="overview-side">
					<LiveReadings overview={overview} />
					<Card title={t('overview.providers')} block={overview.head.block}>
						{overview.providers.length ? (
							<ul class="providers">
								{overview.providers.map((provider) => (
									<ProviderLine key={provider.id} provider={provider} month={month} />
								))}
							</ul>
						) : (
							<Empty>{t('overview.providers.empty')}</Empty>
						)}
					</Card>
				</div>
			</div>
			<Card
				title={t('overview.networks')}
				aside={<a href={to('/networks', { month })}>{t('overview.networks.all')}</a>}
				block={overview.head.block}
			>
				<Show resource={networks} lines={4}>
					{(rows) => <Attention rows={rows} past={past} providers={overview.providers} />}
				</Show>
			</Card>
		</>
	);
}

function Lead({ networks, overview }: { networks: NetworkRow[] | null; overview: Overview }) {
	const { month, past } = useConsortium();
	const { granted, used } = sums(overview.providers);
	let headline = t('overview.title');
	if (networks) {
		const judged = networks.filter(({ condition }) => condition !== 'idle' && condition !== 'inactive');
		const good = judged.filter(({ condition }) => condition === 'on_pace').length;
		const values = { good: fmt.number(good), all: fmt.number(judged.length), month: fmt.month(month || '1970-01') };
		const tense = past ? 'closed' : 'open';
		if (networks.length === 0) headline = t('overview.lead.none');
		else if (judged.length === 0 || used === 0) headline = t('overview.lead.quiet', values);
		else if (good === judged.length) headline = t(`overview.lead.all.${tense}`, values);
		else headline = t(`overview.lead.${tense}`, values);
	}
	return (
		<div class="lead">
			<h1>{headline}</h1>
			<p class="muted">
				{t(past ? 'overview.sub.closed' : 'overview.sub', { granted: fmt.energy(granted), used: fmt.energy(used) })}
			</p>
			<AsOf block={overview.head.block} />
		</div>
	);
}

const sums = (providers: readonly Provider[]) => {
	const sum = (of: (provider: Provider) => number) => providers.reduce((total, provider) => total + of(provider), 0);
	return {
		granted: sum((provider) => provider.month.granted_wh),
		used: sum((provider) => provider.month.used_wh),
		capacity: sum((provider) => provider.capacity_wh),
		committed: sum((provider) => provider.committed_wh),
	};
};

function Figures({ overview }: { overview: Overview }) {
	const { month } = useConsortium();
	const { granted, used, capacity, committed } = sums(overview.providers);
	const { load, charger, generator } = overview.totals.devices_by_kind;
	const share = (part: number, whole: number) => (whole > 0 ? fmt.percent(part / whole) : '–');
	return (
		<Stats>
			<Stat
				label={t('overview.used', { month: month ? fmt.month(month) : '' })}
				value={fmt.energy(used)}
				hint={t('overview.usedOf', { share: share(used, granted), granted: fmt.energy(granted) })}
			/>
			<Stat
				label={t('overview.capacity')}
				value={share(committed, capacity)}
				hint={t('overview.capacityOf', { committed: fmt.energy(committed), capacity: fmt.energy(capacity) })}
			/>
			<Stat
				label={t('overview.readings')}
				value={fmt.number(overview.readings.booked)}
				hint={t('overview.readingsDay', {
					n: fmt.number(overview.readings.last_day),
					refused: fmt.number(overview.readings.refused),
				})}
			/>
			<Stat
				label={t('overview.devices')}
				value={fmt.number(overview.totals.devices)}
				hint={t('overview.devicesOf', {
					load: fmt.number(load),
					charger: fmt.number(charger),
					generator: fmt.number(generator),
				})}
			/>
		</Stats>
	);
}

function ProviderLine({ provider, month }: { provider: Provider; month: string }) {
	const unit = energyUnit(provider.capacity_wh);
	const { used_wh: used, granted_wh: granted } = provider.month;
	return (
		<li>
			<p class="provider-head">
				<strong>{provider.label}</strong>
				{provider.state !== 'active' && <StateBadge state={provider.state} />}
				<span class="hint">
					{t('common.networks', { n: fmt.number(provider.networks), count: provider.networks })} ·{' '}
					{t('common.devices', { n: fmt.number(provider.devices), count: provider.devices })}
				</span>
			</p>
			<Meter
				label={provider.label}
				parts={[
					{ value: Math.min(used, provider.capacity_wh), color: 'used', title: t('overview.providers.used', { month }) },
				]}
				mark={provider.committed_wh}
				whole={provider.capacity_wh}
				text={t('common.of', { part: fmt.energy(used, unit), whole: fmt.energy(provider.capacity_wh, unit) })}
			/>
			<dl class="provider-facts num">
				<div>
					<dt>{t('common.used')}</dt>
					<dd>{fmt.energy(used, unit)}</dd>
				</div>
				<div>
					<dt>{t('common.granted')}</dt>
					<dd>{fmt.energy(granted, unit)}</dd>
				</div>
				<div>
					<dt>{t('overview.providers.capacity')}</dt>
					<dd>
						{fmt.energy(provider.capacity_wh, unit)} <BlockRef n={provider.block} />
					</dd>
				</div>
			</dl>
		</li>
	);
}

/** How many of the last blocks stand as columns. */
const COLUMNS = 48;

function LiveReadings({ overview }: { overview: Overview }) {
	const earlier = useResource<Page<LiveBlock>>(`/blocks?limit=${COLUMNS}`, never);
	const latest = readings.value;
	const shown = useMemo(() => {
		const all = new Map((earlier.data?.items ?? []).map((block) => [block.number, block]));
		for (const block of blocks.value) all.set(block.number, block);
		return [...all.values()].sort((a, b) => a.number - b.number).slice(-COLUMNS);
	}, [earlier.data, blocks.value]);
	const energies = useMemo(
		() => new Map(latest.map((reading) => [reading.block, reading.networks.reduce((sum, n) => sum + n.used_wh, 0)])),
		[latest],
	);
	return (
		<Card title={t('overview.live')} hint={t('overview.live.hint')} class="live-card" block={shown.at(-1)?.number ?? overview.head.block}>
			<Columns
				label={t('overview.live')}
				values={shown.map((block) => block.booked)}
				color="used"
			/>
			{latest.length ? (
				<ol class="ticker">
					{latest.slice(0, 4).map((reading) => {
						const count = reading.networks.reduce((sum, network) => sum + network.readings, 0);
						return (
							<li key={reading.block}>
								<span class="num">{fmt.dateTime(reading.at_ms)}</span>
								<span>
									{t('overview.live.row', {
										energy: fmt.energy(energies.get(reading.block) ?? 0),
										readings: t('overview.live.readings', { n: fmt.number(count), count }),
									})}
								</span>
								<BlockRef n={reading.block} />
							</li>
						);
					})}
				</ol>
			) : (
				<p class="hint">
					{overview.readings.booked
						? t('overview.live.waiting', { time: fmt.dateTime(overview.readings.last_ms) })
						: t('overview.live.never')}
				</p>
			)}
		</Card>
	);
}

function Attention({ rows, past, providers }: { rows: NetworkRow[]; past: boolean; providers: readonly Provider[] }) {
	const worst = useMemo(
		() =>
			rows
				.filter(({ condition }) => condition === 'exhausted' || condition === 'ahead')
				.sort(
					(a, b) =>
						WORST.indexOf(a.condition) - WORST.indexOf(b.condition) || (b.pace_percent ?? 0) - (a.pace_percent ?? 0),
				)
				.slice(0, 6),
		[rows],
	);
	if (rows.length === 0) return <Empty hint={t('networks.empty.hint')}>{t('networks.empty')}</Empty>;
	if (worst.length === 0) return <Empty>{t('overview.networks.good')}</Empty>;
	return (
		<ul class="network-list">
			{worst.map((network) => (
				<li key={network.id}>
					<NetworkLine
						network={network}
						past={past}
						provider={providers.find(({ id }) => id === network.provider)?.label ?? ''}
					/>
				</li>
			))}
		</ul>
	);
}
