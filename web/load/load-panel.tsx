import { Plus, Users } from 'lucide-react';
import { definitionOf } from '../../simulator/index.ts';
import { addStream, freshStream } from '../../src/index.ts';
import { edit, useDocument } from '../state/document-store.ts';
import { Button, EmptyState } from '../ui/index.ts';
import styles from './load.module.css';
import { RunSettings } from './run-settings.tsx';
import { StreamEditor } from './stream-editor.tsx';
import { Timeline } from './timeline.tsx';

/** What is asked of the design, for how long, and what is broken while it is asked. */
export function LoadPanel() {
  const streams = useDocument(({ workload }) => workload?.streams);
  const client = useDocument(({ components, workload }) => {
    const clients = components.filter(({ type }) => definitionOf(type)?.role === 'client');
    const used = new Set(workload?.streams.map((stream) => stream.client));
    return (clients.find(({ id }) => !used.has(id)) ?? clients[0])?.id;
  });
  const add = (): void => {
    if (client !== undefined) edit('Add load', (document) => addStream(document, freshStream(client)));
  };
  if (streams === undefined || streams.length === 0) {
    return (
      <EmptyState
        icon={<Users aria-hidden />}
        title="Nobody asks anything yet"
        actions={
          client !== undefined && (
            <Button variant="primary" onPress={add}>
              Add load from {client}
            </Button>
          )
        }
      >
        {client === undefined
          ? 'Load comes from a client: add one to the canvas, or open a scenario, which brings its own.'
          : 'Say how many requests per second arrive, of which kinds, and what breaks meanwhile.'}
      </EmptyState>
    );
  }
  return (
    <section className={styles['panel']} aria-label="Load">
      <Timeline />
      <div className={styles['settings']} data-tour="load">
        <div className={styles['streams']}>
          {streams.map((stream, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stream is its place in the list
            <StreamEditor key={index} stream={stream} index={index} only={streams.length === 1} />
          ))}
          <Button size="small" icon={<Plus aria-hidden />} onPress={add}>
            Add another stream
          </Button>
        </div>
        <RunSettings />
      </div>
    </section>
  );
}
