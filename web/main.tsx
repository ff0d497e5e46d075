import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startSession } from './editor/session.ts';
import { ErrorBoundary } from './shell/index.ts';
import { busy } from './state/idle.ts';
import { startTheme } from './state/theme.ts';

/** A browser whose storage does not answer in this time [ms] gets the studio without the kept design. */
const PATIENCE = 3000;

async function start(): Promise<void> {
  const done = busy('start');
  startTheme();
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
  await document.fonts.ready;
  done();
}

void start();
