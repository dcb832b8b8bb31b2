// The ends of a movement of energy: a name, and a link where it has a page.
import type { End } from '../api/types';
import { t } from '../i18n';

export const endName = (end: End) => t(`end.${end.kind}`, { label: end.label });

const linkOf = (end: End) =>
	end.kind === 'device' || end.kind === 'held' ? `#/devices/${end.id}` : end.kind === 'reserve' ? `#/networks/${end.id}` : null;

/** One end of a movement, as a link where it has a page. */
export function EndLink({ end }: { end: End }) {
	const link = linkOf(end);
	return link ? <a href={link}>{endName(end)}</a> : <>{endName(end)}</>;
}
