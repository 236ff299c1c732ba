import { useState, type FormEvent } from 'react';
import { isSignedOut } from '../api/hub-client.js';
import { Logo } from '../header/logo.js';
import { usePage } from '../live/page-context.js';
import { ThemeToggle } from '../theme/theme-toggle.js';
import './sign-in.css';

type Attempt = { readonly state: 'idle' | 'asking' } | { readonly state: 'refused'; readonly problem: string };

export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const { hub } = usePage();
  const [apiKey, setApiKey] = useState('');
  const [attempt, setAttempt] = useState<Attempt>({ state: 'idle' });

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAttempt({ state: 'asking' });
    try {
      await hub.signIn(apiKey.trim());
      onSignedIn();
    } catch (error) {
      const problem = isSignedOut(error) ? 'The hub does not know this key.' : describe(error);
      setAttempt({ state: 'refused', problem });
    }
  };

  return (
    <main className="sign-in">
      <div className="sign-in-theme">
        <ThemeToggle />
      </div>
      <form className="card sign-in-card" onSubmit={(event) => void submit(event)}>
        <h1 className="brand">
          <Logo />
          Kerbline
        </h1>
        <p className="sign-in-lead">
          See what stands at your city’s curb right now. Sign in with an API key of this hub.
        </p>
        <label className="field">
          <span>API key</span>
          <input
            type="password"
            name="apiKey"
            value={apiKey}
            onChange={(change) => setApiKey(change.target.value)}
            autoComplete="current-password"
            spellCheck={false}
            required
            aria-invalid={attempt.state === 'refused'}
            aria-describedby="sign-in-problem"
          />
        </label>
        <p id="sign-in-problem" className="sign-in-problem" role="alert">
          {attempt.state === 'refused' ? attempt.problem : ''}
        </p>
        <button type="submit" className="button button-primary" disabled={attempt.state === 'asking'}>
          {attempt.state === 'asking' ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="card-note">
          The key is exchanged for a cookie that only this hub can read. It is not kept in the browser.
        </p>
      </form>
    </main>
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'The hub does not answer.';
}
