// One device: its load curve, its registers, and who signs its readings.
import { useState } from 'preact/hooks';
import { aboutDevice, useResource } from '../api/hooks';
import type { Device, Load, Page, Reading } from '../api/types';
import { providerOf, useConsortium } from '../app/consortium';
import { to } from '../app/router';
import { Meter } from '../charts/bars';
import { fmt, short } from '../format';
import { t } from '../i18n';
import { StateBadge, Tag } from '../ui/badge';
import { BlockRef } from '../ui/block';
import { Card, Facts } from '../ui/card';
import { Segments } from '../ui/controls';
import { LeftIcon, RightIcon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { Empty, Failure, Show, Skeleton } from '../ui/states';
import { Table } from '../ui/table';

const LoadCurve = lazy(() => import('../charts/load-curve').then((part) => part.LoadCurve), 320);

const DAY_MS = 86_400_000;
const RANGES = { day: DAY_MS, week: 7 * DAY_MS, month: 31 * DAY_MS } as const;
type Range = keyof typeof RANGES;

export function DevicePage({ id }: { id: number }) {
	const { overview } = useConsortium();
	const device = useResource<Device>(`/devices/${id}`, aboutDevice(id));
	if (!device.data) {
		return (
			<>
				<h1 class="visually-hidden">{t('common.device')}</h1>
				{device.error ? <Failure error={device.error} retry={device.reload} /> : <Skeleton lines={8} />}
			</>
		);
	}
	const data = device.data;
	const offset = providerOf(overview, data.provider)?.utc_offset_minutes ?? 0;
	return (
		<>
			<nav class="trail" aria-label={t('nav.trail')}>
				<a href={to('/networks')}>{t('networks.title')}</a>
				<span aria-hidden="true">/</span>
				<a href={to(`/networks/${data.network}`)}>{data.network_label}</a>
			</nav>
			<div class="title-row">
				<h1>{data.label}</h1>
				<Tag>{t(`kind.${data.kind}`)}</Tag>
				{data.state !== 'active' && <StateBadge state={data.state} />}
			</div>
			<Curve device={data} offset={offset} />
			<div class="two-columns">
				<div class="stack">
					<Registers device={data} offset={offset} />
					<Signature device={data} offset={offset} />
				</div>
				<div class="stack">
				<Readings device={data} offset={offset} />
				<Card title={t('device.about')} block={data.block}>
					<Facts
						rows={[
							[t('device.rated'), fmt.power(data.rated_w)],
							[t('device.floor'), fmt.energy(data.floor_wh)],
							[t('device.protected'), data.protected ? `${t('yes')}, ${t('device.protected.hint')}` : t('no')],
							[t('device.enrolled'), <BlockRef n={data.enrolled_block} />],
							[
								t('device.readings'),
								t('device.readings.count', {
									booked: fmt.number(data.readings.booked),
									refused: fmt.number(data.readings.refused),
								}),
							],
						]}
					/>
				</Card>
				</div>
			</div>
		</>
	);
}

function Curve({ device, offset }: { device: Device; offset: number }) {
	const [range, setRange] = useState<Range>('week');
	const { first_ms, last_ms } = device.readings;
	const [end, setEnd] = useState<number | null>(null);
	// Whole days of the provider's time.
	const dayEnd = (ms: number) => Math.ceil((ms + offset * 60_000) / DAY_MS) * DAY_MS - offset * 60_000;
	const latest = last_ms === null ? null : dayEnd(last_ms);
	const to_ms = end ?? latest;
	const from_ms = to_ms === null ? null : to_ms - RANGES[range];
	const load = useResource<Load>(
		to_ms === null ? null : `/devices/${device.id}/load?from_ms=${from_ms}&to_ms=${to_ms}&resolution=auto`,
		aboutDevice(device.id),
	);
	const move = (steps: number) => setEnd((to_ms ?? 0) + steps * RANGES[range]);
	const block = load.data?.points.at(-1)?.block;
	return (
		<Card
			title={t('device.load')}
			hint={
				from_ms !== null && to_ms !== null
					? `${fmt.date(from_ms, offset)} – ${fmt.date(to_ms - 1, offset)}`
					: t('device.load.caption')
			}
			block={block}
			aside={
				<div class="range">
					<button
						type="button"
						class="icon-button"
						aria-label={t('device.load.earlier')}
						disabled={from_ms === null || first_ms === null || from_ms <= first_ms}
						onClick={() => move(-1)}
					>
						<LeftIcon />
					</button>
					<Segments
						label={t('device.load.range')}
						value={range}
						options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: t(`device.load.range.${value}`) }))}
						onChange={setRange}
					/>
					<button
						type="button"
						class="icon-button"
						aria-label={t('device.load.later')}
						disabled={to_ms === null || latest === null || to_ms >= latest}
						onClick={() => move(1)}
					>
						<RightIcon />
					</button>
				</div>
			}
		>
			{to_ms === null ? (
				<Empty>{t('device.readings.empty')}</Empty>
			) : (
				<Show resource={load} height={280}>
					{(data) =>
						data.points.length ? (
							<LoadCurve load={data} offset={offset} feeds={data.points.some((point) => point.export_wh > 0)} />
						) : (
							<Empty>{t('device.load.empty')}</Empty>
						)
					}
				</Show>
			)}
		</Card>
	);
}

function Registers({ device, offset }: { device: Device; offset: number }) {
	const { registers, live, meter } = device;
	const used = live ? live.register_wh - live.opening_wh : 0;
	const past = live ? live.register_wh - live.mark_wh : 0;
	const rows: [string, preact.ComponentChildren][] = [
		[t('device.registers.import'), <span class="register">{fmt.energyExact(registers.import_wh)}</span>],
		[t('device.registers.export'), <span class="register">{fmt.energyExact(registers.export_wh)}</span>],
		[
			t('device.registers.read'),
			<>
				{fmt.dateTime(registers.read_ms, offset)} <BlockRef n={registers.block} />
			</>,
		],
	];
	if (live) {
		rows.push(
			[t('device.registers.opening'), fmt.energyExact(live.opening_wh)],
			[
				t('device.registers.mark'),
				<>
					{fmt.energyExact(live.mark_wh)} <span class="hint">{t('device.registers.mark.hint')}</span>
				</>,
			],
			past > 0
				? [t('device.registers.short'), <strong class="tone-bad">{fmt.energy(past)}</strong>]
				: [t('device.registers.balance'), fmt.energy(live.balance_wh)],
			[t('device.registers.allocation'), fmt.energy(live.allocation_wh)],
		);
	}
	return (
		<Card title={t('device.registers')} block={live?.block ?? registers.block}>
			{live && live.mark_wh > live.opening_wh && (
				<div class="gauge">
					<Meter
						label={t('device.registers.gauge')}
						parts={[{ value: used, color: past > 0 ? 'short' : 'used', title: t('device.registers.used') }]}
						whole={Math.max(used, live.mark_wh - live.opening_wh)}
						text={t('common.of', { part: fmt.energy(used), whole: fmt.energy(live.mark_wh - live.opening_wh) })}
					/>
					<p class="hint num">
						{t('device.registers.used')}:{' '}
						{t('common.of', { part: fmt.energy(used), whole: fmt.energy(live.mark_wh - live.opening_wh) })}
					</p>
				</div>
			)}
			<Facts rows={rows} />
			{!live && <p class="hint">{t('device.registers.live.none')}</p>}
			{meter.exchanged > 0 && (
				<p class="hint">{t('device.registers.exchanged', { n: fmt.number(meter.exchanged), count: meter.exchanged })}</p>
			)}
		</Card>
	);
}

function Signature({ device, offset }: { device: Device; offset: number }) {
	const { signature, readings } = device;
	const state = !signature.has_key ? 'none' : signature.signed_readings === 0 ? 'ready' : 'signs';
	const share = readings.booked ? signature.signed_readings / readings.booked : 0;
	const rows: [string, preact.ComponentChildren][] = [];
	if (signature.has_key) {
		rows.push(
			[t('device.signature.scheme'), signature.scheme ?? '–'],
			[
				t('device.signature.key'),
				signature.key ? (
					<span class="mono" title={signature.key}>
						{short(signature.key, 10, 8)}
					</span>
				) : (
					'–'
				),
			],
			[t('device.signature.counter'), signature.counter === null ? '–' : fmt.number(signature.counter)],
			[t('device.signature.readings'), fmt.number(signature.signed_readings)],
			[t('device.signature.last'), signature.last_signed_ms === null ? '–' : fmt.dateTime(signature.last_signed_ms, offset)],
		);
	}
	return (
		<Card title={t('device.signature')} block={device.block}>
			<p class="signature-state">
				<Tag tone={state === 'signs' ? 'good' : 'idle'}>{t(`device.signature.${state}`)}</Tag>
			</p>
			<p class="hint">{t(`device.signature.${state}.hint`, { share: fmt.percent(share) })}</p>
			{rows.length > 0 && <Facts rows={rows} />}
		</Card>
	);
}

function Readings({ device, offset }: { device: Device; offset: number }) {
	const readings = useResource<Page<Reading>>(`/devices/${device.id}/readings?limit=12`, aboutDevice(device.id));
	return (
		<Card title={t('device.readings')} block={readings.data?.items[0]?.block}>
			<Show resource={readings} lines={5}>
				{({ items }) =>
					items.length ? (
						<Table
							caption={t('device.readings')}
							rows={items}
							rowKey={(row) => `${row.at_ms}.${row.block}`}
							columns={[
								{ key: 'time', title: t('common.time'), cell: (row) => fmt.dateTime(row.at_ms, offset) },
								{ key: 'drawn', title: t('device.load.drawn'), number: true, cell: (row) => fmt.energy(row.used_wh) },
								{ key: 'fed', title: t('device.load.fed'), number: true, cell: (row) => fmt.energy(row.exported_wh) },
								{ key: 'source', title: t('device.source'), wide: true, cell: (row) => t(`source.${row.source}`) },
								{ key: 'block', title: t('common.block'), number: true, cell: (row) => <BlockRef n={row.block} /> },
							]}
						/>
					) : (
						<Empty>{t('device.readings.empty')}</Empty>
					)
				}
			</Show>
		</Card>
	);
}
