import { BookOpen, Plus } from 'lucide-react';
import { useDocument } from '../state/document-store.ts';
import { openDialog } from '../state/shell.ts';
import { Button, Keys } from '../ui/index.ts';
import styles from './canvas.module.css';

/** What an empty canvas says: three ways to begin. */
export function CanvasEmpty() {
  const empty = useDocument((document) => document.components.length === 0);
  if (!empty) return null;
  return (
    <div className={styles['empty']}>
      <h2>Draw a system, put load on it, break it</h2>
      <p>
        Begin with a scenario, or with a client: drag components from the left, connect them, and read what the load
        does to them.
      </p>
      <div className={styles['starters']}>
        <Button variant="primary" icon={<BookOpen aria-hidden />} onPress={() => openDialog({ name: 'scenarios' })}>
          Open a scenario
        </Button>
        <Button icon={<Plus aria-hidden />} onPress={() => openDialog({ name: 'add' })}>
          Add a component
        </Button>
      </div>
      <p className={styles['tips']}>
        <Keys chord="A" /> adds, <Keys chord="C" /> connects, <Keys chord="?" /> shows all keys. A design file can be
        dropped anywhere.
      </p>
    </div>
  );
}
