import { BookOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { openDialog } from '../state/shell.ts';
import { Button, EmptyState } from '../ui/index.ts';

/** What stands in the place of a task where there is none, and the way to one. */
export function NoScenario({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <EmptyState
      icon={<BookOpen aria-hidden />}
      title={title}
      actions={<Button onPress={() => openDialog({ name: 'scenarios' })}>Choose a scenario</Button>}
    >
      {children}
    </EmptyState>
  );
}
