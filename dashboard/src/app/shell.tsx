// The frame of every page: navigation, connection, settings, and the page that the address names.
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { anything, useResource } from '../api/hooks';
import { link, retry, status } from '../api/live';
import type { Overview } from '../api/types';
import { fmt, money } from '../format';
import { t } from '../i18n';
import { AccountPage } from '../pages/account';
import { ActivityPage } from '../pages/activity';
import { BlockPage } from '../pages/block';
import { DevicePage } from '../pages/device';
import { NetworkPage } from '../pages/network';
import { NetworksPage } from '../pages/networks';
import { OverviewPage } from '../pages/overview';
import { SalePage } from '../pages/sale';
import { StatementPage } from '../pages/statement';
import { BlockRef } from '../ui/block';
import { Segments } from '../ui/controls';
import { AccountIcon, ActivityIcon, Mark, NetworksIcon, OverviewIcon, SaleIcon } from '../ui/icons';
import { Empty, Show } from '../ui/states';
import { ConsortiumContext, monthToShow } from './consortium';
import { route, to } from './router';
import { signer } from './session';
import { language, theme, type Language, type Theme } from './settings';

const PLACES = [
	{ path: '/', first: '', label: 'nav.overview', Icon: OverviewIcon },
	{ path: '/networks', first: 'networks', label: 'nav.networks', Icon: NetworksIcon },
	{ path: '/sale', first: 'sale', label: 'nav.sale', Icon: SaleIcon },
	{ path: '/activity', first: 'activity', label: 'nav.activity', Icon: ActivityIcon },
	{ path: '/account', first: 'account', label: 'nav.account', Icon: AccountIcon },
] as const;

const id = (text: string | undefined) => (text && /^\d{1,10}$/.test(text) ? Number(text) : null);

/** The page of an address; null where there is none. */
function page(parts: readonly string[]): ComponentChild | null {
	const [first, second, third, fourth, ...more] = parts;
	if (more.length) return null;
	const number = id(second);
	if (first === undefined) return <OverviewPage />;
	if (first === 'networks' && second === undefined) return <NetworksPage />;
	if (first === 'networks' && number !== null && third === undefined) return <NetworkPage key={number} id={number} />;
	if (first === 'networks' && number !== null && third === 'statement' && fourth)
		return <StatementPage key={`${number}${fourth}`} id={number} month={fourth} />;
	if (first === 'devices' && number !== null && third === undefined) return <DevicePage key={number} id={number} />;
	if (first === 'sale' && third === undefined) return <SalePage provider={number} />;
	if (first === 'activity' && second === undefined) return <ActivityPage />;
	if (first === 'account' && second === undefined) return <AccountPage />;
	if (first === 'blocks' && second && third === undefined) return <BlockPage key={second} id={second} />;
	return null;
}

export function Shell() {
	const resource = useResource<Overview>('/overview', anything);
	const { parts, query } = route.value;
	const main = useRef<HTMLElement>(null);
	const place = parts.join('/');
	const first = useRef(true);
	if (resource.data) money.value = resource.data.money;

	// A new page begins at its top, and screen readers are led there.
	useEffect(() => {
		if (first.current) {
			first.current = false;
			return;
		}
		scrollTo(0, 0);
		main.current?.focus({ preventScroll: true });
	}, [place]);

	useEffect(() => {
		const heading = main.current?.querySelector('h1')?.textContent;
		document.title = heading ? `${heading} – ${t('app.name')}` : t('app.name');
	});

	const active = parts[0] === 'devices' ? 'networks' : (parts[0] ?? '');
	return (
		<div class="shell">
			<a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
				{t('app.skip')}
			</a>
			<header class="rail">
				<a class="brand" href={to('/')} aria-label={`${t('app.name')} – ${t('nav.overview')}`}>
					<Mark />
					<span>{t('app.name')}</span>
				</a>
				<nav aria-label={t('nav.main')}>
					<ul>
						{PLACES.map(({ path, first: name, label, Icon }) => (
							<li key={path}>
								<a href={to(path)} aria-current={active === name ? 'page' : undefined}>
									<Icon />
									<span>{t(label)}</span>
									{name === 'account' && signer.value && <i class="signed-in" aria-hidden="true" />}
								</a>
							</li>
						))}
					</ul>
				</nav>
				<div class="rail-foot">
					<Connection />
					<Preferences />
				</div>
			</header>
			<div class="stage">
				<Banner />
				<main ref={main} id="main" tabIndex={-1}>
					<Show resource={resource} lines={8}>
						{(overview) => {
							const months = overview.months?.length ? overview.months : [];
							const used = overview.providers.reduce((sum, provider) => sum + provider.month.used_wh, 0);
							const month = monthToShow(months, used, query.get('month'));
							const shown = page(parts) ?? (
								<>
									<h1>{t('state.notFound')}</h1>
									<Empty hint={<a href={to('/')}>{t('state.home')}</a>}>{t('state.notFound.hint')}</Empty>
								</>
							);
							return (
								<ConsortiumContext.Provider value={{ overview, months, month, past: month < (months.at(-1) ?? month) }}>
									{shown}
								</ConsortiumContext.Provider>
							);
						}}
					</Show>
				</main>
				<footer class="foot">
					<p>{t('footer.source')}</p>
				</footer>
			</div>
		</div>
	);
}

/** Whether what is shown is live, and which block it is from. */
function Connection() {
	const state = status.value;
	const away = link.value === 'lost' ? 'lost' : state?.node.state === 'disconnected' ? 'node' : null;
	const words =
		away === 'lost'
			? t('link.lost')
			: away === 'node'
				? t('link.nodeAway')
				: link.value === 'connecting' || state?.node.state === 'connecting'
					? t('link.connecting')
					: state?.node.state === 'catching_up'
						? t('link.catchingUp')
						: t('link.live');
	return (
		<div class={`connection ${away ? 'away' : ''}`}>
			<p>
				<i aria-hidden="true" />
				{words}
			</p>
			{state?.index && (
				<p class="connection-block">
					<BlockRef n={state.index.block} />
					<span class="num">{fmt.dateTime(state.index.time_ms)}</span>
				</p>
			)}
		</div>
	);
}

/** A line over the page where it is not live. Only its change is announced, not every block. */
function Banner() {
	const state = status.value;
	const index = state?.index;
	const block = index ? fmt.number(index.block) : '–';
	let words: string | null = null;
	let lost = false;
	if (link.value === 'lost') {
		words = t('link.banner.lost', { block });
		lost = true;
	} else if (state?.node.state === 'disconnected') {
		words = t('link.banner.node', { block, time: index ? fmt.dateTime(index.time_ms) : '–' });
	} else if (state?.node.state === 'catching_up') {
		words = t('link.banner.catchingUp', { n: fmt.number(index?.behind ?? 0), count: index?.behind ?? 0 });
	}
	return (
		<div role="status" aria-live={state?.node.state === 'catching_up' ? 'off' : 'polite'}>
			{words && (
				<p class="banner">
					{words}
					{lost && (
						<button type="button" class="quiet-button" onClick={retry}>
							{t('state.retry')}
						</button>
					)}
				</p>
			)}
		</div>
	);
}

function Preferences() {
	const languages: { value: Language; label: string; title: string }[] = [
		{ value: 'en', label: 'EN', title: 'English' },
		{ value: 'de', label: 'DE', title: 'Deutsch' },
	];
	const themes: { value: Theme; label: string }[] = [
		{ value: 'system', label: t('settings.theme.system') },
		{ value: 'light', label: t('settings.theme.light') },
		{ value: 'dark', label: t('settings.theme.dark') },
	];
	return (
		<div class="preferences">
			<Segments
				label={t('settings.language')}
				value={language.value}
				options={languages}
				onChange={(value) => (language.value = value)}
			/>
			<Segments label={t('settings.theme')} value={theme.value} options={themes} onChange={(value) => (theme.value = value)} />
		</div>
	);
}
