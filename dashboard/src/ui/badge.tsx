// States as a shape, a colour and a word: never by colour alone.
import type { Condition, State } from '../api/types';
import { t } from '../i18n';

export const TONES: Record<Condition, 'good' | 'warn' | 'bad' | 'idle'> = {
	exhausted: 'bad',
	ahead: 'warn',
	on_pace: 'good',
	inactive: 'idle',
	idle: 'idle',
};

/** The shape of a condition, as on the map. */
export const ConditionShape = ({ condition }: { condition: Condition }) => (
	<svg class={`shape tone-${TONES[condition]}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
		{condition === 'exhausted' && <path d="M6 .5 11.5 6 6 11.5.5 6z" />}
		{condition === 'ahead' && <path d="M6 1 11.5 11h-11z" />}
		{condition === 'on_pace' && <circle cx="6" cy="6" r="4.8" />}
		{(condition === 'idle' || condition === 'inactive') && <circle cx="6" cy="6" r="4" class="hollow" />}
	</svg>
);

/** A condition in words: how a month goes, or how it went. */
export const conditionName = (condition: Condition, past = false) =>
	past && condition !== 'idle' && condition !== 'inactive'
		? t(`condition.${condition}.past`)
		: t(`condition.${condition}`);

export const ConditionBadge = ({ condition, past }: { condition: Condition; past?: boolean }) => (
	<span class={`badge tone-${TONES[condition]}`}>
		<ConditionShape condition={condition} />
		{conditionName(condition, past)}
	</span>
);

export const StateBadge = ({ state }: { state: State }) => (
	<span class={`badge tone-${state === 'active' ? 'good' : state === 'pending' ? 'warn' : 'idle'}`}>
		{t(`chainState.${state}`)}
	</span>
);

export const Tag = ({ tone = 'idle', children }: { tone?: 'good' | 'warn' | 'bad' | 'idle'; children: string }) => (
	<span class={`badge tone-${tone}`}>{children}</span>
);
