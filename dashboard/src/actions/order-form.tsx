// Placing an order in the running round.
import { useState } from 'preact/hooks';
import type { Account, Side, Tariff } from '../api/types';
import type { ChainEvent } from '../chain/types';
import { fmt, money, toWh } from '../format';
import { t } from '../i18n';
import { Field, Segments, Select } from '../ui/controls';
import { amountProblem, Form } from './network-actions';
import { ActionStatus, useAction } from './use-action';

/** A price as it was typed, in smallest units; null where the market does not have it. */
export function priceUnits(value: number | null, decimals: number, { buy_back, retail, tick }: Tariff): number | null {
	if (value === null) return null;
	const units = Math.round(value * 10 ** decimals * 1e6) / 1e6;
	const fits = Number.isInteger(units) && units >= buy_back && units <= retail && (units - buy_back) % tick === 0;
	return fits ? units : null;
}

interface OrderFormProps {
	tariff: Tariff;
	networks: Account['networks'];
	onPlaced: () => void;
}

export function OrderForm({ tariff, networks, onPlaced }: OrderFormProps) {
	const action = useAction();
	const [side, setSide] = useState<Side>('offer');
	const [network, setNetwork] = useState(String(networks[0]?.id ?? ''));
	const { decimals, symbol } = money.value;
	const middle = tariff.buy_back + Math.floor((tariff.retail - tariff.buy_back) / tariff.tick / 2) * tariff.tick;
	const [price, setPrice] = useState(fmt.number(middle / 10 ** decimals, Math.min(decimals, 2)));
	const [text, setText] = useState('');
	const [placed, setPlaced] = useState<string | null>(null);
	const units = priceUnits(fmt.parse(price), decimals, tariff);
	const wh = toWh(fmt.parse(text));

	const submit = async () => {
		setPlaced(null);
		const events = await action.run({ pallet: 'surplusSale', call: side, args: [Number(network), units, wh] });
		if (!events) return;
		const order = placedOrder(events);
		if (order) {
			setPlaced(t('action.order.done', { side: t(`sale.side.${side}`), index: order.index, round: order.round }));
		}
		setText('');
		onPlaced();
	};

	return (
		<Form hint={t('action.order.hint')} ready={units !== null && wh !== null && network !== ''} busy={action.busy} onSubmit={submit}>
			<Segments
				label={t('sale.side')}
				value={side}
				options={[
					{ value: 'offer', label: t('sale.side.offer') },
					{ value: 'bid', label: t('sale.side.bid') },
				]}
				onChange={setSide}
			/>
			<div class="field-grid">
				<Select
					label={t('action.order.network')}
					value={network}
					options={networks.map(({ id, label }) => ({ value: String(id), label }))}
					onChange={setNetwork}
				/>
				<Field
					label={t('action.order.price')}
					suffix={symbol}
					value={price}
					problem={
						units === null
							? t('action.badPrice', { low: fmt.price(tariff.buy_back), high: fmt.price(tariff.retail), tick: fmt.price(tariff.tick) })
							: null
					}
					onInput={setPrice}
				/>
				<Field label={t('action.amount')} suffix="kWh" value={text} problem={amountProblem(text)} onInput={setText} />
			</div>
			{units !== null && wh !== null && (
				<p class="small num">
					{side === 'bid'
						? t('action.order.cost', { money: fmt.money(Math.ceil((units * wh) / 1000)) })
						: t('action.order.proceeds', { money: fmt.money(Math.floor((units * wh) / 1000)) })}
				</p>
			)}
			<ActionStatus action={action} done={placed} />
		</Form>
	);
}

/** The order that a transaction placed, by its events. */
function placedOrder(events: readonly ChainEvent[]) {
	const event = events.find(({ pallet, name }) => pallet === 'surplusSale' && name === 'OrderPlaced');
	const order = event?.data.order as { index?: number } | undefined;
	return event && order ? { index: Number(order.index), round: Number(event.data.round) } : null;
}
