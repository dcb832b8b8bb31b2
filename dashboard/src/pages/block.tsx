// A block: where numbers come from.
import { useState } from 'preact/hooks';
import { never, useResource } from '../api/hooks';
import type { Block } from '../api/types';
import { fmt } from '../format';
import { t } from '../i18n';
import { BlockRef } from '../ui/block';
import { Card, Facts } from '../ui/card';
import { CheckIcon } from '../ui/icons';
import { Empty, Failure, Skeleton } from '../ui/states';

export function BlockPage({ id }: { id: string }) {
	const block = useResource<Block>(`/blocks/${encodeURIComponent(id)}`, never);
	const [copied, setCopied] = useState(false);
	if (!block.data) {
		return (
			<>
				<h1>{t('common.block')}</h1>
				{block.error ? <Failure error={block.error} retry={block.reload} /> : <Skeleton lines={6} />}
			</>
		);
	}
	const { number, hash, parent, time_ms, extrinsics, events, booked, refused, log = [] } = block.data;
	const copy = () =>
		navigator.clipboard?.writeText(hash).then(
			() => setCopied(true),
			() => undefined, // The hash stands there to be selected.
		);
	return (
		<>
			<h1>{t('block.one', { number: fmt.number(number) })}</h1>
			<Card title={t('block.title')}>
				<Facts
					rows={[
						[
							t('block.hash'),
							<span class="hash">
								<span class="mono">{hash}</span>
								<button type="button" class="quiet-button" onClick={copy}>
									{copied && <CheckIcon />}
									<span aria-live="polite">{copied ? t('block.copied') : t('block.copy')}</span>
								</button>
							</span>,
						],
						...(parent
							? ([[t('block.parent'), number > 0 ? <BlockRef n={number - 1} /> : '–']] as [string, preact.ComponentChildren][])
							: []),
						[t('block.time'), `${fmt.dateTime(time_ms)} UTC`],
						[
							t('block.contents'),
							t('block.contents.text', {
								extrinsics: fmt.number(extrinsics),
								events: fmt.number(events),
								booked: fmt.number(booked),
							}) + (refused ? `, ${t('block.refused', { n: fmt.number(refused), count: refused })}` : ''),
						],
					]}
				/>
			</Card>
			<Card title={t('block.events')}>
				{log.length ? (
					<ol class="log">
						{log.map((entry) => (
							<li key={entry.event}>
								<p>
									<span class="num muted">{entry.event}</span> {entry.pallet}.<strong>{entry.name}</strong>
								</p>
								<pre class="mono">{JSON.stringify(entry.data, null, 1)}</pre>
							</li>
						))}
					</ol>
				) : (
					<Empty>{t('block.noEvents')}</Empty>
				)}
			</Card>
		</>
	);
}
