// Where a number comes from: the block, with its hash on a closer look.
import { useState } from 'preact/hooks';
import { get } from '../api/client';
import type { Block } from '../api/types';
import { to } from '../app/router';
import { fmt, short } from '../format';
import { t } from '../i18n';
import { BlockIcon } from './icons';

const known = new Map<number, Block>();

/** A discreet link to a block. Pointing at it or focusing it tells its hash and time. */
export function BlockRef({ n, bare = false }: { n: number | null | undefined; bare?: boolean }) {
	const [block, setBlock] = useState<Block | undefined>(() => (n == null ? undefined : known.get(n)));
	const [open, setOpen] = useState(false);
	if (n == null) return null;
	const look = () => {
		setOpen(true);
		if (block?.number === n) return;
		get<Block>(`/blocks/${n}`).then(
			(found) => {
				known.set(n, found);
				setBlock(found);
			},
			() => undefined, // The page behind the link says what is wrong.
		);
	};
	const shown = block?.number === n ? block : undefined;
	return (
		<span class="block-ref" onMouseEnter={look} onMouseLeave={() => setOpen(false)}>
			<a
				href={to(`/blocks/${n}`)}
				onFocus={look}
				onBlur={() => setOpen(false)}
				aria-label={t('block.open', { number: fmt.number(n) })}
			>
				{!bare && <BlockIcon />}
				<span class="num">{fmt.number(n)}</span>
			</a>
			{open && shown && (
				<span class="tip" role="tooltip">
					<span>{t('block.one', { number: fmt.number(n) })}</span>
					<span class="mono">{short(shown.hash, 12, 10)}</span>
					<span>{fmt.dateTime(shown.time_ms)} UTC</span>
				</span>
			)}
		</span>
	);
}

/** The line under a card: as of which block its numbers are. */
export function AsOf({ block }: { block: number | null | undefined }) {
	if (block == null) return null;
	const [before, after] = t('block.asOf', { number: '\u0000' }).split('\u0000');
	return (
		<p class="as-of">
			{before}
			<BlockRef n={block} bare />
			{after}
		</p>
	);
}
