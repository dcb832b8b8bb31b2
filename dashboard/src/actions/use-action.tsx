// Signing and sending one call, and telling how far it is.
import { useState } from 'preact/hooks';
import { useConsortium } from '../app/consortium';
import { nodeUrl, signer } from '../app/session';
import { ActionError, type Call, type ChainEvent, type Step } from '../chain/types';
import { fmt } from '../format';
import { t } from '../i18n';
import { AlertIcon, CheckIcon } from '../ui/icons';

export interface Action {
	step: Step | null;
	error: ActionError | null;
	busy: boolean;
	/** Signs and sends; resolves to the events, or to null where it was refused. */
	run: (call: Call) => Promise<readonly ChainEvent[] | null>;
}

export function useAction(): Action {
	const { overview } = useConsortium();
	const [step, setStep] = useState<Step | null>(null);
	const [error, setError] = useState<ActionError | null>(null);
	const run = async (call: Call) => {
		const [who, url] = [signer.value, nodeUrl.value];
		if (!who || !url) return null;
		setError(null);
		setStep({ at: 'connecting' });
		try {
			const { submit } = await import('../chain/submit');
			return await submit(url, overview.chain.genesis, who, call, setStep);
		} catch (problem) {
			setStep(null);
			setError(problem instanceof ActionError ? problem : new ActionError('before', String(problem), 'pool'));
			return null;
		}
	};
	return { step, error, busy: step !== null && step.at !== 'finalized', run };
}

/** An error in the page's language, as far as it is not the chain's own. */
export function actionWords({ where, kind, message }: ActionError): { title: string; text: string; own: boolean } {
	const title = t(where === 'chain' ? 'action.failed' : 'action.rejected');
	switch (kind) {
		case 'cancelled':
			return { title, text: t('action.cancelled'), own: true };
		case 'payFee':
			return { title, text: t('action.payFee'), own: true };
		case 'unreachable':
			return { title, text: t('account.node.failed', { url: message }), own: true };
		case 'otherChain':
			return { title, text: t('account.node.otherChain', { url: nodeUrl.value ?? '', genesis: message }), own: true };
		case 'BadOrigin':
		case 'notDevelopment':
			return { title, text: t('action.badOrigin'), own: true };
		case 'pool':
			return { title, text: t('action.poolRefused', { reason: message }), own: true };
		default:
			return { title, text: message, own: false };
	}
}

/** How far the call is, announced politely; what went wrong, announced at once. */
export function ActionStatus({ action, done }: { action: Action; done?: string | null }) {
	const { step, error } = action;
	const words = error && actionWords(error);
	return (
		<>
			<div role="status" aria-live="polite">
				{step && (
					<p class={`action-step ${step.at === 'finalized' ? 'tone-good' : ''}`}>
						{step.at === 'finalized' ? <CheckIcon /> : <i class="spinner" aria-hidden="true" />}
						<span>
							{step.at === 'inBlock' || step.at === 'finalized'
								? t(`action.step.${step.at}`, { block: fmt.number(step.block) })
								: t(`action.step.${step.at}`)}
							{step.at === 'finalized' && <> {done ?? t('action.step.shown')}</>}
						</span>
					</p>
				)}
			</div>
			<div role="alert">
				{words && error && (
					<p class="action-error">
						<AlertIcon />
						<span>
							<strong>{words.title}.</strong> <span lang={words.own ? undefined : 'en'}>{words.text}</span>
							{error.where === 'chain' && <span class="mono small"> {error.kind}</span>}
						</span>
					</p>
				)}
			</div>
		</>
	);
}
