import { useDocument } from '../state/document-store.ts';
import { later } from '../ui/index.ts';
import { NoScenario } from './no-scenario.tsx';

const Task = later('brief', async () => (await import('./scenario-task.tsx')).ScenarioTask);

/** The task at hand, where the design belongs to a scenario. */
export function ScenarioBrief() {
  const asked = useDocument((document) => document.scenario !== undefined);
  if (asked) return <Task />;
  return (
    <NoScenario title="A free design">
      Select a component or a connection to edit it, or take up a scenario with a task, a load and objectives.
    </NoScenario>
  );
}
