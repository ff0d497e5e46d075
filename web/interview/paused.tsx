import { Pause } from 'lucide-react';
import { Button, EmptyState } from '../ui/index.ts';
import { togglePause } from './conduct.ts';

/** The questions are out of sight while no time is taken. */
export function Paused() {
  return (
    <EmptyState
      icon={<Pause aria-hidden />}
      title="Paused"
      actions={
        <Button variant="primary" onPress={togglePause}>
          Resume
        </Button>
      }
    >
      The clock stands still. The questions come back with it.
    </EmptyState>
  );
}
