import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { PageContext, pageParts } from './live/page-context.js';
import { applyTheme, chosenTheme } from './theme/theme.js';
import './theme/tokens.css';
import './theme/base.css';

// Before the first paint, so that a screen in the dark is not lit up.
applyTheme(chosenTheme());

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <PageContext value={pageParts()}>
      <App />
    </PageContext>
  </StrictMode>,
);
