import { useState } from 'react';
import { chooseTheme, chosenTheme, themeAfter, type Theme } from './theme.js';

const NAMES: Readonly<Record<Theme, string>> = { auto: 'System theme', light: 'Light theme', dark: 'Dark theme' };

export function ThemeToggle() {
  const [theme, setTheme] = useState(chosenTheme);
  const next = themeAfter(theme);
  const choose = (): void => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" className="icon-button" onClick={choose} title={`${NAMES[theme]}. Switch to ${NAMES[next]}.`}>
      <ThemeIcon theme={theme} />
      <span className="visually-hidden">
        {NAMES[theme]}; switch to {NAMES[next].toLowerCase()}
      </span>
    </button>
  );
}

function ThemeIcon({ theme }: { theme: Theme }) {
  return (
    <svg viewBox="0 0 20 20" className="icon" aria-hidden="true">
      {theme === 'light' && (
        <>
          <circle cx="10" cy="10" r="3.6" />
          <path d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4" />
        </>
      )}
      {theme === 'dark' && <path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5Z" />}
      {theme === 'auto' && (
        <>
          <circle cx="10" cy="10" r="7" />
          <path d="M10 3a7 7 0 0 1 0 14Z" className="icon-solid" />
        </>
      )}
    </svg>
  );
}
