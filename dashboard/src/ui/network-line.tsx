// One network in a list: name, how its month goes, and how much is left.
import type { NetworkRow } from '../api/types';
import { to } from '../app/router';
import { Meter } from '../charts/bars';
import { fmt } from '../format';
import { t } from '../i18n';
import { ConditionBadge } from './badge';
import { BlockRef } from './block';

const COLORS = { exhausted: 'short', ahead: 'forecast', on_pace: 'used', idle: 'idle', inactive: 'idle' } as const;

export function NetworkLine({ network, past, provider }: { network: NetworkRow; past: boolean; provider: string }) {
	// Where nothing is left, what was granted tells more than what was used.
	const whole = network.available_wh > 0 ? network.used_wh + network.available_wh : network.granted_wh || network.used_wh;
	return (
		<div class="network-line">
			<a class="network-name" href={to(`/networks/${network.id}`, { month: network.month })}>
				{network.label}
				<span class="hint">
					{provider} · {t('common.devices', { n: network.devices })}
				</span>
			</a>
			<ConditionBadge condition={network.condition} past={past} />
			<div class="network-use">
				<Meter
					label={network.label}
					parts={[{ value: network.used_wh, color: COLORS[network.condition], title: t('common.used') }]}
					whole={whole}
					text={t('common.of', { part: fmt.energy(network.used_wh), whole: fmt.energy(whole) })}
				/>
				<span class="num small">
					{fmt.energy(network.used_wh)} <span class="muted">/ {fmt.energy(whole)}</span>
				</span>
			</div>
			<span class="network-pace num small">
				{network.pace_percent === null ? '–' : fmt.percent(network.pace_percent / 100)}
			</span>
			<span class="network-block small">
				<BlockRef n={network.block} />
			</span>
		</div>
	);
}
