import { useId } from 'react';
import type { ReactNode } from 'react';
import { texts } from '../texts.js';
import styles from './field.module.css';

/** What a form asks for by one field. */
export interface FieldSpec {
  label: string;
  help?: string;
  /** `many`: any of the options, whose values are then separated by commas. */
  type?: 'text' | 'number' | 'date' | 'lines' | 'many';
  options?: readonly (readonly [value: string, name: ReactNode])[];
  initial?: string;
  /** What it is until it is typed, by what is typed in other fields. */
  suggested?: (typed: Readonly<Record<string, string>>) => string;
  /** Of a field of type `lines`. */
  rows?: number;
  placeholder?: string;
  maxLength?: number;
  /** For usual numbers, from 0 on; larger ones are typed. */
  slider?: { most: number; step: number };
  isOptional?: boolean;
  /** What is wrong with a text that is not empty, if only in general (''); null: nothing. */
  problem?: (text: string) => string | null;
}

const { fields: words } = texts;
const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A share in percent, without its label. */
export const PERCENT_FIELD = {
  type: 'number',
  problem: (text: string) => (Number(text) >= 0 && Number(text) <= 100 ? null : words.noPercentage),
} as const;

/** What people and programs call a thing that is made. */
export const NAMED_FIELDS = {
  name: { label: words.name },
  key: {
    label: words.key,
    help: words.keyHelp,
    suggested: ({ name = '' }) =>
      (
        name
          .toLowerCase()
          .slice(0, 40)
          .match(/[a-z0-9]+/g) ?? []
      ).join('-'),
    problem: (key: string) => (KEY.test(key) ? null : words.keyHelp),
  },
} satisfies Record<string, FieldSpec>;

/** Whether a form may be sent with this text. */
export function isRight({ isOptional = false, problem }: FieldSpec, text: string): boolean {
  return text === '' ? isOptional : (problem?.(text) ?? null) === null;
}

/** A field below its label, with what it is for, or what is wrong, below it. */
export function Field({
  of: spec,
  value,
  onChange,
}: {
  of: FieldSpec;
  value: string;
  onChange: (value: string) => void;
}) {
  const { label, help = '', type = 'text', options, rows = 3, slider, problem } = spec;
  const { placeholder, maxLength = 200 } = spec;
  const id = useId();
  const wrong = value.trim() === '' ? null : (problem?.(value.trim()) ?? null);
  const said = wrong ?? help;
  const input = {
    id,
    value,
    'aria-invalid': wrong !== null,
    'aria-describedby': said === '' ? undefined : `${id}-help`,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  if (type === 'many')
    return <Many of={{ label, options: options ?? [] }} value={value} onChange={onChange} />;
  const typed =
    type === 'lines' ? (
      <textarea {...input} rows={rows} spellCheck={false} />
    ) : (
      <input
        {...input}
        type={type}
        step="any"
        maxLength={maxLength}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
      />
    );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {options !== undefined ? (
        <select {...input}>
          {options.map(([one, name]) => (
            <option key={one} value={one}>
              {name}
            </option>
          ))}
        </select>
      ) : slider === undefined ? (
        typed
      ) : (
        <div className={styles.slider}>
          <input
            type="range"
            aria-label={label}
            min={0}
            max={Math.max(slider.most, wrong === null ? Number(value) : 0)}
            step={slider.step}
            value={wrong === null ? value : 0}
            onChange={input.onChange}
          />
          {typed}
        </div>
      )}
      {said !== '' && (
        <p id={`${id}-help`} className="note" role={wrong === null ? undefined : 'alert'} aria-live="polite">
          {said}
        </p>
      )}
    </div>
  );
}

function Many({
  of: { label, options },
  value,
  onChange,
}: {
  of: Required<Pick<FieldSpec, 'label' | 'options'>>;
  value: string;
  onChange: (value: string) => void;
}) {
  const chosen = manyOf(value);
  const choose = (one: string, isChosen: boolean) =>
    onChange(
      options
        .map(([other]) => other)
        .filter((other) => (other === one ? isChosen : chosen.includes(other)))
        .join(),
    );
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      {options.map(([one, name]) => (
        <label key={one} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(one)}
            onChange={({ target }) => choose(one, target.checked)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The values of a field of type `many`. */
export function manyOf(value: string): string[] {
  return value === '' ? [] : value.split(',');
}
