// Whose calls are signed: an account of a browser extension, or on a development chain one of its own.
import { useEffect, useState } from 'preact/hooks';
import { useResource } from '../api/hooks';
import type { Account } from '../api/types';
import { useConsortium } from '../app/consortium';
import { chosenNode, nodeUrl, signer } from '../app/session';
import { to } from '../app/router';
import type { Signer } from '../chain/types';
import { ActionError } from '../chain/types';
import { actionWords } from '../actions/use-action';
import { fmt, money, short } from '../format';
import { t } from '../i18n';
import { Card, Facts } from '../ui/card';
import { Field } from '../ui/controls';
import { CheckIcon } from '../ui/icons';
import { Empty, Skeleton } from '../ui/states';

/** What is known of the node once it answered. */
interface NodeFacts {
	url: string;
	chain: string;
	development: boolean;
}

export function AccountPage() {
	const { overview } = useConsortium();
	const [facts, setFacts] = useState<NodeFacts | null>(null);
	const [problem, setProblem] = useState<ActionError | null>(null);
	const url = nodeUrl.value;

	useEffect(() => {
		if (!url) return;
		let current = true;
		setFacts(null);
		setProblem(null);
		(async () => {
			const { node, isDevelopment } = await import('../chain/node');
			const api = await node(url, overview.chain.genesis);
			const found = { url, chain: (await api.rpc.system.chain()).toString(), development: await isDevelopment(api) };
			if (current) setFacts(found);
		})().catch((error) => {
			if (current) setProblem(error instanceof ActionError ? error : new ActionError('before', String(error), 'pool'));
		});
		return () => {
			current = false;
		};
	}, [url, overview.chain.genesis]);

	return (
		<>
			<h1>{t('account.title')}</h1>
			<p class="muted">{t('account.lead')}</p>
			<Current connected={facts !== null} />
			<div class="two-columns">
				<Extension />
				<NodeCard facts={facts} problem={problem} />
			</div>
			{facts?.development && <Development />}
		</>
	);
}

function Current({ connected }: { connected: boolean }) {
	const { overview } = useConsortium();
	const who = signer.value;
	const account = useResource<Account>(who ? `/accounts/${who.address}` : null);
	const [free, setFree] = useState<number | null>(null);
	useEffect(() => {
		setFree(null);
		const url = nodeUrl.value;
		if (!who || !connected || !url) return;
		let current = true;
		(async () => {
			const { node, freeMoney } = await import('../chain/node');
			const units = await freeMoney(await node(url, overview.chain.genesis), money.value.asset, who.address);
			if (current) setFree(Number(units));
		})().catch(() => undefined); // The node card tells what is wrong.
		return () => {
			current = false;
		};
	}, [who?.address, connected]);
	if (!who) return null;
	const provider = overview.providers.find(({ id }) => id === account.data?.provider);
	const networks = account.data?.networks ?? [];
	return (
		<Card
			title={`${t('account.current')} ${who.name}`}
			hint={<span class="mono">{who.address}</span>}
			aside={
				<button type="button" class="button" onClick={() => (signer.value = null)}>
					{t('account.leave')}
				</button>
			}
		>
			<Facts
				rows={[
					[
						t('networks.title'),
						networks.length
							? networks.map(({ id, label }) => (
									<span key={id}>
										<a href={to(`/networks/${id}`)}>{label}</a>{' '}
									</span>
								))
							: t('common.none'),
					],
					...(provider ? ([[t('common.provider'), provider.label]] as [string, string][]) : []),
					...(free !== null ? ([[t('account.money'), fmt.money(free)]] as [string, string][]) : []),
				]}
			/>
		</Card>
	);
}

function Accounts({ label, signers }: { label: string; signers: readonly Signer[] }) {
	return (
		<ul class="accounts" aria-label={label}>
			{signers.map((entry) => {
				const chosen = signer.value?.address === entry.address;
				return (
					<li key={entry.address}>
						<button type="button" class="account" aria-pressed={chosen} onClick={() => (signer.value = entry)}>
							<span>{entry.name}</span>
							<span class="mono hint">{short(entry.address, 8, 6)}</span>
							{chosen && <CheckIcon />}
						</button>
					</li>
				);
			})}
		</ul>
	);
}

function Extension() {
	const [signers, setSigners] = useState<Signer[] | null>(null);
	const [asking, setAsking] = useState(false);
	const ask = async () => {
		setAsking(true);
		try {
			const { extensionSigners } = await import('../chain/extension');
			setSigners(await extensionSigners());
		} finally {
			setAsking(false);
		}
	};
	return (
		<Card title={t('account.extension')} hint={t('account.extension.hint')}>
			{signers === null ? (
				<p>
					<button type="button" class="button" disabled={asking} onClick={ask}>
						{t('account.extension.connect')}
					</button>
				</p>
			) : signers.length === 0 ? (
				<Empty>{t('account.extension.none')}</Empty>
			) : (
				<Accounts label={t('account.extension')} signers={signers} />
			)}
		</Card>
	);
}

function NodeCard({ facts, problem }: { facts: NodeFacts | null; problem: ActionError | null }) {
	const url = nodeUrl.value ?? '';
	const [text, setText] = useState(url);
	useEffect(() => setText(url), [url]);
	const valid = /^wss?:\/\/[^\s/]+/.test(text);
	return (
		<Card title={t('account.node')} hint={t('account.node.hint')}>
			<form
				class="inline-form"
				onSubmit={(event) => {
					event.preventDefault();
					if (valid) chosenNode.value = text;
				}}
			>
				<Field label={t('account.node')} inputMode="text" value={text} onInput={setText} placeholder="ws://127.0.0.1:9944" />
				<button type="submit" class="button" disabled={!valid || (text === url && !problem)}>
					{t('account.node.apply')}
				</button>
			</form>
			<p class={`small ${problem ? 'tone-bad' : 'muted'}`} role="status">
				{problem
					? actionWords(problem).text
					: facts
						? t('account.node.connected', { chain: facts.chain, url: facts.url })
						: t('account.node.connecting', { url })}
			</p>
		</Card>
	);
}

function Development() {
	const { overview, months } = useConsortium();
	const [signers, setSigners] = useState<Signer[] | null>(null);
	const [path, setPath] = useState('');
	const [bad, setBad] = useState(false);

	useEffect(() => {
		let current = true;
		(async () => {
			const { developmentSigners } = await import('../chain/development');
			const { node } = await import('../chain/node');
			const found = await developmentSigners(await node(nodeUrl.value ?? '', overview.chain.genesis), months);
			if (current) setSigners(found);
		})().catch(() => current && setSigners([]));
		return () => {
			current = false;
		};
	}, [overview.chain.genesis]);

	const use = async () => {
		const { isPath, signerAt } = await import('../chain/development');
		if (!isPath(path)) return setBad(true);
		signer.value = await signerAt(path);
	};

	return (
		<Card title={t('account.development')} hint={t('account.development.hint')}>
			{signers === null ? (
				<>
					<p class="hint">{t('account.development.searching')}</p>
					<Skeleton lines={3} />
				</>
			) : (
				<Accounts label={t('account.development')} signers={signers} />
			)}
			<form
				class="inline-form"
				onSubmit={(event) => {
					event.preventDefault();
					void use();
				}}
			>
				<Field
					label={t('account.development.path')}
					inputMode="text"
					value={path}
					placeholder="//rural-street//2019-10//network-1"
					problem={bad ? t('account.development.badPath') : null}
					onInput={(value) => {
						setBad(false);
						setPath(value);
					}}
				/>
				<button type="submit" class="button" disabled={path === ''}>
					{t('account.development.use')}
				</button>
			</form>
		</Card>
	);
}
