import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { EMPTY, startSession } from './editor/session.ts';
import { watchLinks } from './editor/share.ts';
import { loadEngine } from './engine/index.ts';
import { ErrorBoundary } from './shell/index.ts';
import { busy } from './state/idle.ts';
import { startTheme } from './state/theme.ts';

/** A browser whose storage does not answer in this time [ms] gets the studio without the kept design. */
const PATIENCE = 3000;

async function start(): Promise<void> {
  const done = busy('start');
  startTheme();
  // A design that is to be restored is read by it; what fails now is tried again there, and said.
  if (location.hash !== EMPTY) loadEngine().catch(() => undefined);
  await Promise.race([startSession(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root element');
  createRoot(root).render(
    <StrictMode>
      <I18nProvider locale="en-US">
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </I18nProvider>
    </StrictMode>,
  );
  watchLinks();
  await document.fonts.ready;
  done();
}

void start();
