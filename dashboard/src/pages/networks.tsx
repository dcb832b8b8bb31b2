// All networks: find, filter, sort. Ten thousand of them scroll as ten.
import { useMemo, useState } from 'preact/hooks';
import { anything, useList } from '../api/hooks';
import type { Condition, NetworkRow } from '../api/types';
import { useConsortium } from '../app/consortium';
import { language } from '../app/settings';
import { LOCALES } from '../format/number';
import { fmt } from '../format';
import { t } from '../i18n';
import { conditionName } from '../ui/badge';
import { AsOf } from '../ui/block';
import { Select } from '../ui/controls';
import { SearchIcon } from '../ui/icons';
import { MonthSelect } from '../ui/month-select';
import { NetworkLine } from '../ui/network-line';
import { Empty, Show } from '../ui/states';
import { useNarrow } from '../ui/use-narrow';
import { VirtualList } from '../ui/virtual-list';

const CONDITIONS: readonly Condition[] = ['exhausted', 'ahead', 'on_pace', 'idle', 'inactive'];
const SORTS = ['condition', 'label', 'used', 'available', 'pace'] as const;
type Sort = (typeof SORTS)[number];

interface Filter {
	text: string;
	provider: string;
	condition: string;
	sort: Sort;
}

/** The networks that fit, in order. Exported for its test. */
export function select(rows: readonly NetworkRow[], { text, provider, condition, sort }: Filter, locale: string) {
	const wanted = text.trim().toLocaleLowerCase(locale);
	const fitting = rows.filter(
		(row) =>
			(wanted === '' || row.label.toLocaleLowerCase(locale).includes(wanted) || String(row.id) === wanted) &&
			(provider === '' || String(row.provider) === provider) &&
			(condition === '' || row.condition === condition),
	);
	const collator = new Intl.Collator(locale, { numeric: true });
	const orders: Record<Sort, (a: NetworkRow, b: NetworkRow) => number> = {
		condition: (a, b) =>
			CONDITIONS.indexOf(a.condition) - CONDITIONS.indexOf(b.condition) || (b.pace_percent ?? 0) - (a.pace_percent ?? 0),
		label: (a, b) => collator.compare(a.label, b.label),
		used: (a, b) => b.used_wh - a.used_wh,
		available: (a, b) => a.available_wh - b.available_wh,
		pace: (a, b) => (b.pace_percent ?? -1) - (a.pace_percent ?? -1),
	};
	return fitting.sort(orders[sort]);
}

const ALL: Filter = { text: '', provider: '', condition: '', sort: 'condition' };

export function NetworksPage() {
	const { month, months, past, overview } = useConsortium();
	const networks = useList<NetworkRow>(month ? `/networks?month=${month}` : '/networks', 20_000, anything);
	const [filter, setFilter] = useState<Filter>(ALL);
	const narrow = useNarrow();
	const locale = LOCALES[language.value];
	const shown = useMemo(() => select(networks.data ?? [], filter, locale), [networks.data, filter, locale]);
	const labels = useMemo(() => new Map(overview.providers.map(({ id, label }) => [id, label])), [overview.providers]);
	const change = (part: Partial<Filter>) => setFilter((last) => ({ ...last, ...part }));
	const filtered = filter.text !== '' || filter.provider !== '' || filter.condition !== '';

	return (
		<>
			<h1>{t('networks.title')}</h1>
			<div class="page-tools">{months.length > 1 && <MonthSelect months={months} month={month} />}</div>
			<search class="filters">
				<label class="search">
					<span class="visually-hidden">{t('networks.find')}</span>
					<SearchIcon />
					<input
						type="search"
						placeholder={t('networks.find')}
						value={filter.text}
						onInput={(event) => change({ text: event.currentTarget.value })}
					/>
				</label>
				{overview.providers.length > 1 && (
					<Select
						label={t('networks.provider')}
						value={filter.provider}
						options={[
							{ value: '', label: t('common.all') },
							...overview.providers.map(({ id, label }) => ({ value: String(id), label })),
						]}
						onChange={(provider) => change({ provider })}
					/>
				)}
				<Select
					label={t('networks.condition')}
					value={filter.condition}
					options={[
						{ value: '', label: t('common.all') },
						...CONDITIONS.map((value) => ({ value, label: conditionName(value, past) })),
					]}
					onChange={(condition) => change({ condition })}
				/>
				<Select
					label={t('common.sortBy')}
					value={filter.sort}
					options={SORTS.map((value) => ({ value, label: t(`networks.sort.${value}`) }))}
					onChange={(sort) => change({ sort: sort as Sort })}
				/>
			</search>
			<Show resource={networks} lines={10}>
				{(rows) =>
					rows.length === 0 ? (
						<Empty hint={t('networks.empty.hint')}>{t('networks.empty')}</Empty>
					) : (
						<>
							<p class="count" role="status">
								{filtered
									? t('networks.shown', { shown: fmt.number(shown.length), all: fmt.number(rows.length) })
									: t('networks.count', { n: fmt.number(rows.length), count: rows.length })}
								{filtered && (
									<button type="button" class="quiet-button" onClick={() => setFilter({ ...ALL, sort: filter.sort })}>
										{t('networks.clear')}
									</button>
								)}
							</p>
							{shown.length === 0 ? (
								<Empty hint={t('networks.none.hint')}>{t('networks.none')}</Empty>
							) : (
								<div class="card flush">
									<div class="network-line network-head" aria-hidden="true">
										<span>{t('common.network')}</span>
										<span>{t('common.state')}</span>
										<span>{t('common.used')}</span>
										<span class="network-pace">{t('common.pace')}</span>
										<span class="network-block">{t('common.block')}</span>
									</div>
									<VirtualList label={t('networks.title')} items={shown} rowHeight={narrow ? 104 : 68} itemKey={({ id }) => id}>
										{(network) => (
											<NetworkLine network={network} past={past} provider={labels.get(network.provider) ?? ''} />
										)}
									</VirtualList>
								</div>
							)}
							<AsOf block={overview.head.block} />
						</>
					)
				}
			</Show>
		</>
	);
}
