// One site: will the month last, which device eats it, who helped whom, and what its owner can do.
import { useState } from 'preact/hooks';
import { aboutNetwork, useResource } from '../api/hooks';
import { address } from '../api/client';
import type { DeviceRow, Flow, Month, Network, Page, Statement } from '../api/types';
import { useConsortium } from '../app/consortium';
import { route, to } from '../app/router';
import { Meter } from '../charts/bars';
import { fmt, offsetName, short } from '../format';
import { t } from '../i18n';
import { StateBadge, Tag } from '../ui/badge';
import { AsOf, BlockRef } from '../ui/block';
import { Card, Facts, Stat, Stats } from '../ui/card';
import { Segments } from '../ui/controls';
import { MonthSelect } from '../ui/month-select';
import { Empty, Failure, Show, Skeleton } from '../ui/states';
import { Table } from '../ui/table';
import { NetworkActions } from '../actions/network-actions';
import { lazy } from '../ui/lazy';

const BurnDown = lazy(() => import('../charts/burn-down').then((part) => part.BurnDown), 320);
const FlowDiagram = lazy(() => import('../charts/flow').then((part) => part.FlowDiagram), 240);

export function NetworkPage({ id }: { id: number }) {
	const { month: looked } = useConsortium();
	const changed = aboutNetwork(id);
	const network = useResource<Network>(`/networks/${id}`, changed);
	if (!network.data) {
		return (
			<>
				<h1 class="visually-hidden">{t('common.network')}</h1>
				{network.error ? <Failure error={network.error} retry={network.reload} /> : <Skeleton lines={8} />}
			</>
		);
	}
	const months = network.data.months;
	const named = route.value.query.get('month');
	const chosen = [named, looked, network.data.month].find((month) => month && months.includes(month)) ?? network.data.month;
	return <NetworkOf key={chosen} network={network.data} months={months} month={chosen} />;
}

function NetworkOf({ network, months, month: chosen }: { network: Network; months: readonly string[]; month: string }) {
	const { id, utc_offset_minutes: offset } = network;
	const changed = aboutNetwork(id);
	const month = useResource<Month>(`/networks/${id}/months/${chosen}`, changed);
	const devices = useResource<Page<DeviceRow> & { source: string }>(`/networks/${id}/months/${chosen}/devices`, changed);

	return (
		<>
			<nav class="trail" aria-label={t('nav.trail')}>
				<a href={to('/networks', { month: chosen })}>{t('networks.title')}</a>
				<span aria-hidden="true">/</span>
				<span>{network.provider_label}</span>
			</nav>
			<div class="title-row">
				<h1>{network.label}</h1>
				{network.state !== 'active' && <StateBadge state={network.state} />}
			</div>
			<div class="page-tools">{months.length > 1 && <MonthSelect months={months} month={chosen} />}</div>
			<Show resource={month} lines={6}>
				{(data) => (
					<>
						<Verdict month={data} devices={devices.data?.items ?? []} offset={offset} />
						<Card title={t('network.burn')} hint={t('network.burn.caption')} block={data.block}>
							{data.days.length ? (
								<BurnDown month={data} offset={offset} />
							) : (
								<Empty>{t('network.burn.empty')}</Empty>
							)}
						</Card>
					</>
				)}
			</Show>
			<div class="two-columns">
				<Card
					title={t('network.devices')}
					hint={
						devices.data?.items.some((row) => row.expected_wh !== null)
							? t('network.devices.hint')
							: t('network.devices.hint.closed')
					}
					block={devices.data?.items[0]?.block}
				>
					<Show resource={devices} lines={5}>
						{(page) => <Devices rows={page.items} />}
					</Show>
				</Card>
				<Flows network={id} month={chosen} />
			</div>
			<NetworkActions network={network} month={month.data} devices={devices.data?.items ?? []} />
			<div class="two-columns">
				<Statements network={network} />
				<About network={network} />
			</div>
		</>
	);
}

/** What a network had of its own in a month, in Wh: overdrafts left out, what left it left out. */
export const hadInMonth = ({ pace, days, columns }: Month) =>
	pace?.available_in_month_wh ?? days.at(-1)?.inflow_wh ?? columns.granted_wh + columns.carried_in_wh;

function Verdict({ month, devices, offset }: { month: Month; devices: readonly DeviceRow[]; offset: number }) {
	const { columns, state, forecast, end_ms, pace } = month;
	const had = hadInMonth(month);
	const left = month.days.at(-1)?.available_wh ?? had - columns.used_wh;
	const rest = had - (forecast?.used_at_end_wh ?? columns.used_wh);
	const lastDay = fmt.date(end_ms - 1, offset);
	const [tone, headline, hint] = ((): ['good' | 'warn' | 'bad', string, string] => {
		if (state !== 'open') {
			if (columns.bought_wh > 0 && columns.used_wh > had - columns.bought_wh) {
				return ['warn', t('network.verdict.bought'), t('network.verdict.bought.hint', { energy: fmt.energy(columns.bought_wh) })];
			}
			return columns.overdrawn_wh > 0
				? ['bad', t('network.verdict.failed'), t('network.verdict.failed.hint', { energy: fmt.energy(columns.overdrawn_wh) })]
				: ['good', t('network.verdict.made'), t('network.verdict.made.hint', { rest: fmt.energy(Math.max(0, had - columns.used_wh)) })];
		}
		if (columns.used_wh === 0) {
			return ['good', t('network.verdict.idle'), t('network.verdict.idle.hint', { energy: fmt.energy(Math.max(0, left)) })];
		}
		if (columns.overdrawn_wh > 0 || left <= 0) {
			return ['bad', t('network.verdict.dry'), t('network.verdict.dry.hint', { energy: fmt.energy(Math.max(columns.overdrawn_wh, -left)) })];
		}
		if (forecast?.exhausted_ms) {
			return ['warn', t('network.verdict.short'), t('network.verdict.short.hint', { date: fmt.date(forecast.exhausted_ms, offset) })];
		}
		return ['good', t('network.verdict.lasts'), t('network.verdict.lasts.hint', { rest: fmt.energy(Math.max(0, rest)), date: lastDay })];
	})();
	const top = [...devices].sort((a, b) => b.used_wh - a.used_wh)[0];
	return (
		<section class={`verdict tone-${tone}`} aria-label={headline}>
			<div class="verdict-words">
				<p class="verdict-headline">{headline}</p>
				<p>
					{hint}{' '}
					{top && devices.filter(({ used_wh }) => used_wh > 0).length > 1 && columns.used_wh > 0 && (
						<>
							{t('network.topDevice', { device: top.label, share: fmt.percent(top.used_wh / columns.used_wh) })}
						</>
					)}
				</p>
				<AsOf block={month.block} />
			</div>
			<Stats>
				<Stat
					label={t('network.left')}
					value={fmt.energy(Math.max(0, left))}
					hint={t('network.unit', { used: fmt.energy(columns.used_wh), had: fmt.energy(had) })}
				/>
				<Stat
					label={t('network.paceOf')}
					value={pace?.percent == null ? '–' : fmt.percent(pace.percent / 100)}
					hint={t('network.pace.hint')}
				/>
				{state === 'open' && (
					<Stat
						label={t('network.atEnd')}
						value={forecast ? fmt.energy(forecast.used_at_end_wh) : '–'}
						hint={lastDay}
					/>
				)}
				<Stat label={t('network.reserve')} value={fmt.energy(columns.reserve_wh)} hint={t('network.reserve.hint')} />
			</Stats>
		</section>
	);
}

/** How many devices stand in the list before somebody asks for all. */
const FIRST_DEVICES = 10;

function Devices({ rows }: { rows: readonly DeviceRow[] }) {
	const [all, setAll] = useState(false);
	if (rows.length === 0) return <Empty>{t('network.devices.none')}</Empty>;
	const largest = Math.max(1, ...rows.map((row) => Math.max(row.used_wh, row.expected_wh ?? 0, row.generated_wh)));
	const shown = all ? rows : rows.slice(0, FIRST_DEVICES);
	return (
		<>
			<ol class="device-list">
				{shown.map((row) => {
					const ahead = row.pace_percent !== null && row.pace_percent > 110;
					const facts = [
						row.expected_wh !== null && `${t('network.devices.expected')} ${fmt.energy(row.expected_wh)}`,
						row.balance_wh !== null && `${t('network.devices.balance')} ${fmt.energy(row.balance_wh)}`,
						row.generated_wh > 0 && t('network.devices.fedIn', { energy: fmt.energy(row.generated_wh) }),
						row.received_wh > 0 && `${t('network.devices.received')} ${fmt.energy(row.received_wh)}`,
						row.given_wh > 0 && `${t('network.devices.given')} ${fmt.energy(row.given_wh)}`,
					].filter(Boolean);
					return (
						<li key={row.device}>
							<div class="device-head">
								<a href={to(`/devices/${row.device}`)}>{row.label}</a>
								<span class="hint">{t(`kind.${row.kind}`)}</span>
								{ahead && <Tag tone="warn">{t('condition.ahead')}</Tag>}
								<span class="num device-used">
									{fmt.energy(row.kind === 'generator' ? row.generated_wh : row.used_wh)}
									{row.share_percent !== null && row.used_wh > 0 && (
										<span class="muted"> · {fmt.percent(row.share_percent / 100)}</span>
									)}
								</span>
							</div>
							<Meter
								label={row.label}
								parts={
									row.kind === 'generator'
										? [{ value: row.generated_wh, color: 'sun', title: t('statement.generated') }]
										: [{ value: row.used_wh, color: ahead ? 'forecast' : 'used', title: t('common.used') }]
								}
								whole={largest}
								mark={row.expected_wh || null}
								text={facts.join(', ') || fmt.energy(row.used_wh)}
							/>
							{facts.length > 0 && (
								<p class="hint num">
									{facts.join(' · ')} <BlockRef n={row.block} />
								</p>
							)}
						</li>
					);
				})}
			</ol>
			{rows.length > shown.length && (
				<button type="button" class="button" onClick={() => setAll(true)}>
					{t('common.more')} ({fmt.number(rows.length - shown.length)})
				</button>
			)}
		</>
	);
}

/** The grant and its split are no help. */
const NOT_HELP = new Set(['grant', 'allocation', 'take_back', 'request', 'release', 'device_left']);

function Flows({ network, month }: { network: number; month: string }) {
	const flows = useResource<{ items: Flow[] }>(`/networks/${network}/months/${month}/flows`, aboutNetwork(network));
	const [wanted, setWanted] = useState<'help' | 'all'>('help');
	const all = flows.data?.items ?? [];
	const help = all.filter(({ reason, energy_wh }) => energy_wh > 0 && !NOT_HELP.has(reason));
	const shown = wanted === 'help' ? help : all;
	return (
		<Card
			title={t('network.flow')}
			hint={t('network.flow.hint')}
			block={all.length ? Math.max(...all.map((flow) => flow.last_block)) : null}
			aside={
				all.length > 0 && (
					<Segments
						label={t('network.flow')}
						value={wanted}
						options={[
							{ value: 'help', label: t('network.flow.help') },
							{ value: 'all', label: t('network.flow.everything') },
						]}
						onChange={setWanted}
					/>
				)
			}
		>
			<Show resource={flows} height={240}>
				{() => (shown.length ? <FlowDiagram flows={shown} /> : <Empty>{t('network.flow.empty')}</Empty>)}
			</Show>
		</Card>
	);
}

function Statements({ network }: { network: Network }) {
	const statements = useResource<Page<Statement>>(`/networks/${network.id}/statements`, aboutNetwork(network.id));
	return (
		<Card title={t('network.statements')} block={statements.data?.items[0]?.block}>
			<Show resource={statements} lines={3}>
				{({ items }) =>
					items.length === 0 ? (
						<Empty>{t('network.statements.empty')}</Empty>
					) : (
						<Table
							caption={t('network.statements')}
							rows={items}
							rowKey={(row) => row.month}
							columns={[
								{
									key: 'month',
									title: t('common.month'),
									cell: (row) => <a href={to(`/networks/${network.id}/statement/${row.month}`)}>{fmt.month(row.month)}</a>,
								},
								{
									key: 'state',
									title: t('common.state'),
									cell: (row) => (
										<Tag tone={row.state === 'closed' ? 'idle' : row.state === 'open' ? 'good' : 'warn'}>
											{t(`monthState.${row.state}`)}
										</Tag>
									),
								},
								{ key: 'used', title: t('common.used'), number: true, cell: (row) => fmt.energy(row.columns.used_wh) },
								{
									key: 'csv',
									title: t('network.statements.csv'),
									number: true,
									cell: (row) => (
										<a
											href={address(`/networks/${network.id}/statement.csv?month=${row.month}`)}
											download
											aria-label={t('network.statements.csvFor', { month: fmt.month(row.month) })}
										>
											CSV
										</a>
									),
								},
								{ key: 'block', title: t('common.block'), number: true, cell: (row) => <BlockRef n={row.block} /> },
							]}
						/>
					)
				}
			</Show>
		</Card>
	);
}

function About({ network }: { network: Network }) {
	const { policy, community, standing } = network;
	const rows: [string, preact.ComponentChildren][] = [
		[t('network.about.standing'), fmt.energy(standing.allotment_wh)],
		[t('network.about.allocated'), fmt.energy(standing.allocated_wh)],
		[t('network.about.leftover'), t(`leftover.${network.leftover}`)],
		[
			t('network.about.policy'),
			policy === null
				? t('network.about.policy.default')
				: policy.between_devices
					? t('network.about.policy.on', { energy: fmt.energy(policy.min_transfer_wh) })
					: t('network.about.policy.off'),
		],
	];
	if (policy) rows.push([t('network.about.draws'), policy.draws ? t('yes') : t('no')]);
	if (community) {
		rows.push([
			t('network.about.community'),
			<>
				{t('network.about.community.value', {
					label: community.label,
					pool: fmt.energy(community.pool_wh),
					members: fmt.number(community.members),
				})}
				<br />
				<span class="hint">
					{t('network.about.community.own', {
						pledged: fmt.energy(community.pledged_wh),
						drawn: fmt.energy(community.drawn_wh),
					})}
				</span>
			</>,
		]);
	}
	rows.push(
		[
			t('network.about.calendar'),
			t('network.about.calendar.value', { day: network.billing_day, offset: offsetName(network.utc_offset_minutes) }),
		],
		[t('common.owner'), <span class="mono" title={network.owner}>{short(network.owner, 8, 8)}</span>],
	);
	if (network.lat !== null && network.lon !== null) {
		rows.push([t('network.about.place'), <span class="num">{`${fmt.number(network.lat, 4)}, ${fmt.number(network.lon, 4)}`}</span>]);
	}
	return (
		<Card title={t('network.about')} block={network.block}>
			<Facts rows={rows} />
		</Card>
	);
}
