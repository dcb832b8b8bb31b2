// Small controls that several pages use.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SegmentsProps<T extends string> {
	label: string;
	value: T;
	options: readonly { value: T; label: ComponentChildren; title?: string }[];
	onChange: (value: T) => void;
}

/** One of a few, all in sight. */
export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
	const name = useId();
	return (
		<fieldset class="segments">
			<legend class="visually-hidden">{label}</legend>
			{options.map((option) => (
				<label key={option.value} class={option.value === value ? 'chosen' : ''} title={option.title}>
					<input
						type="radio"
						class="visually-hidden"
						name={name}
						checked={option.value === value}
						onChange={() => onChange(option.value)}
					/>
					{option.label}
				</label>
			))}
		</fieldset>
	);
}

interface SelectProps {
	label: string;
	value: string;
	options: readonly { value: string; label: string }[];
	onChange: (value: string) => void;
	/** The label is for screen readers only. */
	quiet?: boolean;
}

export function Select({ label, value, options, onChange, quiet }: SelectProps) {
	return (
		<label class="select">
			<span class={quiet ? 'visually-hidden' : 'label'}>{label}</span>
			<select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
				{options.map((option) => (
					<option key={option.value} value={option.value}>
						{option.label}
					</option>
				))}
			</select>
		</label>
	);
}

interface FieldProps {
	label: string;
	value: string;
	onInput: (value: string) => void;
	hint?: ComponentChildren;
	/** What is wrong with the value. */
	problem?: string | null;
	suffix?: string;
	inputMode?: 'decimal' | 'text';
	placeholder?: string;
}

/** A labelled input; what is wrong is told beside it and to screen readers. */
export function Field({ label, value, onInput, hint, problem, suffix, inputMode = 'decimal', placeholder }: FieldProps) {
	const id = useId();
	return (
		<div class={`field ${problem ? 'has-problem' : ''}`}>
			<label class="label" for={id}>
				{label}
			</label>
			<span class="input">
				<input
					id={id}
					type="text"
					inputMode={inputMode}
					autocomplete="off"
					spellcheck={false}
					value={value}
					placeholder={placeholder}
					aria-invalid={problem ? true : undefined}
					aria-describedby={`${id}-hint`}
					onInput={(event) => onInput(event.currentTarget.value)}
				/>
				{suffix && <span class="suffix">{suffix}</span>}
			</span>
			<p id={`${id}-hint`} class={problem ? 'problem' : 'hint'}>
				{problem ?? hint}
			</p>
		</div>
	);
}
