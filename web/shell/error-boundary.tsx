import { Component, type ReactNode } from 'react';
import { download } from '../editor/files.ts';
import styles from './shell.module.css';

/**
 * What is left when the studio itself fails: the design, which is kept apart from the screens, and a way to take it along.
 * Plain elements only: whatever failed may be one of ours.
 */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const said = error instanceof Error ? `${error.message}\n\n${error.stack ?? ''}` : String(error);
    return (
      <main className={styles['failed']}>
        <h1>The studio has failed</h1>
        <p>
          That is a mistake in the studio, not in your design. The design is kept in this browser; take a copy of it
          before you reload, to be safe.
        </p>
        <p>
          <button type="button" onClick={() => download()}>
            Download the design
          </button>{' '}
          <button type="button" onClick={() => location.reload()}>
            Reload
          </button>
        </p>
        <pre>{said}</pre>
      </main>
    );
  }
}
