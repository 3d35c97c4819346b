import { useMutation } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import type { Problem } from '../data/problem.js';
import { signIn } from '../data/session.js';
import { Failure } from '../parts/failure.js';
import { texts } from '../texts.js';
import styles from './sign-in.module.css';

/** @param problem why a link could not sign in, or a session has ended */
export function SignIn({ problem }: { problem: Problem | null }) {
  const attempt = useMutation({ mutationFn: signIn });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    attempt.mutate(typeof key === 'string' ? key : '');
  };
  const failure = attempt.error ?? problem;
  return (
    <main className={styles.page}>
      <title>{texts.signIn.title}</title>
      <h1>{texts.signIn.title}</h1>
      <form onSubmit={submit} className="box">
        <label htmlFor="key">{texts.signIn.key}</label>
        <input
          id="key"
          name="key"
          type="password"
          autoComplete="current-password"
          aria-describedby="key-help"
          required
          autoFocus
        />
        <p id="key-help" className="note">
          {texts.signIn.help}
        </p>
        {failure !== null && <Failure problem={failure} />}
        <button type="submit" disabled={attempt.isPending}>
          {texts.signIn.submit}
        </button>
      </form>
    </main>
  );
}
