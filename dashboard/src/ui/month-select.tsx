import { setQuery } from '../app/router';
import { fmt } from '../format';
import { t } from '../i18n';
import { Select } from './controls';

/** The month that a page shows; the choice stands in the address. */
export const MonthSelect = ({ months, month }: { months: readonly string[]; month: string }) => (
	<Select
		quiet
		label={t('common.month')}
		value={month}
		options={[...months].reverse().map((value) => ({ value, label: fmt.month(value) }))}
		onChange={(value) => setQuery({ month: value })}
	/>
);
