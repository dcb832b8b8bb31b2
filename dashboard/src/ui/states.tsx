// What a page shows while it has nothing else to show.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/client';
import type { Resource } from '../api/hooks';
import { to } from '../app/router';
import { t } from '../i18n';
import { AlertIcon } from './icons';

/** Grey lines in the place of what is coming. */
export const Skeleton = ({ lines = 3, height }: { lines?: number; height?: number }) => (
	<div class="skeleton" role="status">
		<span class="visually-hidden">{t('state.loading')}</span>
		{height ? (
			<div style={{ height: `${height}px` }} />
		) : (
			Array.from({ length: lines }, (_, line) => <div key={line} />)
		)}
	</div>
);

export const Empty = ({ children, hint }: { children: ComponentChildren; hint?: ComponentChildren }) => (
	<div class="empty">
		<p>{children}</p>
		{hint && <p class="hint">{hint}</p>}
	</div>
);

export function Failure({ error, retry }: { error: ApiError; retry?: () => void }) {
	const missing = error.status === 404;
	const [what, todo] = error.unreachable
		? [t('state.unreachable'), t('state.unreachable.hint')]
		: missing
			? [t('state.notFound'), t('state.notFound.hint')]
			: [t('state.error'), ''];
	return (
		<div class="failure" role="alert">
			<AlertIcon />
			<div>
				<p class="failure-what">{what}</p>
				{todo && <p class="hint">{todo}</p>}
				{!error.unreachable && (
					<p class="hint" lang="en">
						{error.message}
						{error.todo && ` – ${error.todo}`}
					</p>
				)}
				<p class="failure-do">
					{retry && !missing && (
						<button type="button" class="button" onClick={retry}>
							{t('state.retry')}
						</button>
					)}
					{missing && (
						<a class="button" href={to('/')}>
							{t('state.home')}
						</a>
					)}
				</p>
			</div>
		</div>
	);
}

interface ShowProps<T> {
	resource: Resource<T>;
	lines?: number;
	height?: number;
	children: (data: T) => ComponentChildren;
}

/** A resource in whatever state it is. What was loaded once stays, even if it cannot be loaded again. */
export function Show<T>({ resource, lines, height, children }: ShowProps<T>) {
	if (resource.data !== null) return <>{children(resource.data)}</>;
	if (resource.error) return <Failure error={resource.error} retry={resource.reload} />;
	return <Skeleton lines={lines} height={height} />;
}
