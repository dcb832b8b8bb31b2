// What the owner of a network can do on its page: allocate, set policies, pledge, request energy.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DeviceRow, Leftover, Month, Network } from '../api/types';
import { to } from '../app/router';
import { signer } from '../app/session';
import { fmt, toWh } from '../format';
import { t } from '../i18n';
import { Card } from '../ui/card';
import { Field, Segments, Select } from '../ui/controls';
import { Empty } from '../ui/states';
import { ActionStatus, useAction } from './use-action';

interface ActionsProps {
	network: Network;
	month: Month | null;
	devices: readonly DeviceRow[];
}

const KINDS = ['allocate', 'policy', 'pledge', 'request'] as const;
type Kind = (typeof KINDS)[number];

export function NetworkActions({ network, month, devices }: ActionsProps) {
	const [kind, setKind] = useState<Kind>('allocate');
	const who = signer.value;
	return (
		<Card title={t('action.title')} hint={who ? `${t('account.current')} ${who.name}` : undefined} class="actions-card">
			{!who ? (
				<Empty>
					<a class="button" href={to('/account')}>
						{t('action.needAccount')}
					</a>
				</Empty>
			) : who.address !== network.owner ? (
				<Empty hint={<a href={to('/account')}>{t('account.choose')}</a>}>{t('action.notOwner')}</Empty>
			) : (
				<>
					<Segments
						label={t('action.title')}
						value={kind}
						options={KINDS.map((value) => ({ value, label: t(`action.${value}`) }))}
						onChange={setKind}
					/>
					{kind === 'allocate' && <Allocate network={network} devices={devices} />}
					{kind === 'policy' && <Policies network={network} />}
					{kind === 'pledge' && <Pledge network={network} reserve={month?.columns.reserve_wh ?? 0} />}
					{kind === 'request' && <Request devices={devices} />}
				</>
			)}
		</Card>
	);
}

interface FormProps {
	hint: ComponentChildren;
	ready: boolean;
	onSubmit: () => void;
	busy: boolean;
	children: ComponentChildren;
}

/** The frame of an action's form. */
export const Form = ({ hint, ready, onSubmit, busy, children }: FormProps) => (
	<form
		class="form"
		onSubmit={(event) => {
			event.preventDefault();
			if (ready && !busy) onSubmit();
		}}
	>
		<p class="hint">{hint}</p>
		{children}
		<p class="form-end">
			<button type="submit" class="button primary" disabled={!ready || busy}>
				{t('action.sign')}
			</button>
			<span class="hint">{t('action.free')}</span>
		</p>
	</form>
);

/** What is wrong with an amount; nothing while nothing was typed. */
export const amountProblem = (text: string) =>
	text === '' || toWh(fmt.parse(text)) !== null ? null : t('action.badAmount', { example: fmt.number(2.5, 1) });

function Allocate({ network, devices }: Pick<ActionsProps, 'network' | 'devices'>) {
	const action = useAction();
	const asText = (wh: number) => fmt.number(wh / 1000, wh % 1000 === 0 ? 0 : 3);
	const [texts, setTexts] = useState<Record<number, string>>({});
	const textOf = (row: DeviceRow) => texts[row.device] ?? (row.allocation_wh === null ? '' : asText(row.allocation_wh));
	// An allocation may be nothing, unlike an amount that moves.
	const whOf = (row: DeviceRow) => {
		const kwh = fmt.parse(textOf(row));
		return kwh === null ? null : Math.round(kwh * 1000);
	};
	const changed = devices.filter((row) => texts[row.device] !== undefined && whOf(row) !== row.allocation_wh);
	const sum = devices.reduce((total, row) => total + (whOf(row) ?? 0), 0);
	const allotment = network.standing.allotment_wh;
	const valid = changed.every((row) => whOf(row) !== null);
	const submit = async () => {
		const allocations = changed.map((row) => [row.device, whOf(row)]);
		if (await action.run({ pallet: 'allotments', call: 'allocate', args: [network.id, allocations] })) setTexts({});
	};
	return (
		<Form
			hint={t('action.allocate.hint', { energy: fmt.energy(allotment) })}
			ready={changed.length > 0 && valid}
			busy={action.busy}
			onSubmit={submit}
		>
			<div class="field-grid">
				{devices.map((row) => (
					<Field
						key={row.device}
						label={row.label}
						suffix="kWh"
						value={textOf(row)}
						problem={
							texts[row.device] !== undefined && whOf(row) === null ? t('action.badAmount', { example: fmt.number(2.5, 1) }) : null
						}
						onInput={(value) => setTexts((last) => ({ ...last, [row.device]: value }))}
					/>
				))}
			</div>
			<p class={`small num ${sum > allotment ? 'tone-bad' : 'muted'}`}>
				{t('action.allocate.sum', { sum: fmt.energy(sum), allotment: fmt.energy(allotment) })}
			</p>
			<ActionStatus action={action} />
		</Form>
	);
}

/** The chain's own policy where an owner has set none. */
const DEFAULT_MIN_WH = 500;

function Policies({ network }: Pick<ActionsProps, 'network'>) {
	const leftoverAction = useAction();
	const policyAction = useAction();
	const [leftover, setLeftover] = useState<Leftover>(network.leftover);
	const policy = network.policy ?? { between_devices: true, min_transfer_wh: DEFAULT_MIN_WH, draws: true };
	const [between, setBetween] = useState(policy.between_devices);
	const [draws, setDraws] = useState(policy.draws);
	const [least, setLeast] = useState(fmt.number(policy.min_transfer_wh / 1000, 1));
	useEffect(() => setLeftover(network.leftover), [network.leftover]);
	const leastWh = toWh(fmt.parse(least));
	return (
		<>
			<Form
				hint={t('action.policy.leftover')}
				ready={leftover !== network.leftover}
				busy={leftoverAction.busy}
				onSubmit={() =>
					leftoverAction.run({
						pallet: 'deviceRegistry',
						call: 'setLeftoverPolicy',
						args: [network.id, leftover.charAt(0).toUpperCase() + leftover.slice(1)],
					})
				}
			>
				<Segments
					label={t('action.policy.leftover')}
					value={leftover}
					options={(['hold', 'sell', 'share'] as const).map((value) => ({
						value,
						label: t(`leftover.${value}`),
						title: t(`leftover.${value}.hint`),
					}))}
					onChange={setLeftover}
				/>
				<ActionStatus action={leftoverAction} />
			</Form>
			<Form
				hint={t('action.policy.hint')}
				ready={leastWh !== null}
				busy={policyAction.busy}
				onSubmit={() =>
					policyAction.run({
						pallet: 'rebalancing',
						call: 'setPolicy',
						args: [network.id, { betweenDevices: between, minTransfer: leastWh, draws }],
					})
				}
			>
				<label class="check">
					<input type="checkbox" checked={between} onChange={(event) => setBetween(event.currentTarget.checked)} />
					{t('action.policy.between')}
				</label>
				<label class="check">
					<input type="checkbox" checked={draws} onChange={(event) => setDraws(event.currentTarget.checked)} />
					{t('action.policy.draws')}
				</label>
				<Field label={t('action.policy.min')} suffix="kWh" value={least} problem={amountProblem(least)} onInput={setLeast} />
				<ActionStatus action={policyAction} />
			</Form>
		</>
	);
}

function Pledge({ network, reserve }: { network: Network; reserve: number }) {
	const action = useAction();
	const [text, setText] = useState('');
	const wh = toWh(fmt.parse(text));
	if (!network.community) return <Empty>{t('action.pledge.none')}</Empty>;
	return (
		<Form
			hint={t('action.pledge.hint', { community: network.community.label, reserve: fmt.energy(reserve) })}
			ready={wh !== null}
			busy={action.busy}
			onSubmit={async () => {
				if (await action.run({ pallet: 'rebalancing', call: 'pledge', args: [network.id, wh] })) setText('');
			}}
		>
			<Field label={t('action.amount')} suffix="kWh" value={text} problem={amountProblem(text)} onInput={setText} />
			<ActionStatus action={action} />
		</Form>
	);
}

function Request({ devices }: Pick<ActionsProps, 'devices'>) {
	const action = useAction();
	const consumers = devices.filter(({ kind }) => kind !== 'generator');
	const [device, setDevice] = useState(String(consumers[0]?.device ?? ''));
	const [text, setText] = useState('');
	const wh = toWh(fmt.parse(text));
	if (consumers.length === 0) return <Empty>{t('network.devices.empty')}</Empty>;
	return (
		<Form
			hint={t('action.request.hint')}
			ready={wh !== null && device !== ''}
			busy={action.busy}
			onSubmit={async () => {
				if (await action.run({ pallet: 'allotments', call: 'request', args: [Number(device), wh] })) setText('');
			}}
		>
			<Select
				label={t('action.request.device')}
				value={device}
				options={consumers.map((row) => ({ value: String(row.device), label: row.label }))}
				onChange={setDevice}
			/>
			<Field label={t('action.amount')} suffix="kWh" value={text} problem={amountProblem(text)} onInput={setText} />
			<ActionStatus action={action} />
		</Form>
	);
}
