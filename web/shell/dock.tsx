import { ChevronDown, ChevronUp } from 'lucide-react';
import { Problems, useProblemCount } from '../inspector/index.ts';
import { LoadPanel } from '../load/index.ts';
import { ResultsPanel } from '../results/index.ts';
import { useRun } from '../run/index.ts';
import { type DockTab, setShell, showDock, useShell } from '../state/shell.ts';
import { Badge, IconButton, Tab, TabList, TabPanel, Tabs } from '../ui/index.ts';

/** What stands below the canvas: the load, what a run measured, and what is wrong with the design. */
export function Dock() {
  const tab = useShell((shell) => shell.dockTab);
  const open = useShell((shell) => shell.dockOpen);
  const { errors, warnings } = useProblemCount();
  const stale = useRun((run) => run.result !== undefined && run.stale);
  const toggle = open ? 'Fold this panel' : 'Unfold this panel';
  return (
    <Tabs selectedKey={tab} onSelectionChange={(key) => showDock(key as DockTab)}>
      <TabList
        label="Load and results"
        end={
          <IconButton label={toggle} size="small" onPress={() => setShell({ dockOpen: !open })}>
            {open ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
          </IconButton>
        }
      >
        <Tab id="load">Load and faults</Tab>
        <Tab id="results">
          Results
          {stale && <Badge label="of the design before the last change">old</Badge>}
        </Tab>
        <Tab id="problems">
          Problems
          {errors > 0 && <Badge tone="bad">{errors}</Badge>}
          {errors === 0 && warnings > 0 && <Badge tone="warning">{warnings}</Badge>}
        </Tab>
      </TabList>
      {/* Folded, the panels are empty and not gone: a tab names the panel that it controls. */}
      <TabPanel id="load" flush>
        {open && <LoadPanel />}
      </TabPanel>
      <TabPanel id="results" flush>
        {open && <ResultsPanel />}
      </TabPanel>
      <TabPanel id="problems">
        {open && (
          <div data-tour="problems">
            <Problems />
          </div>
        )}
      </TabPanel>
    </Tabs>
  );
}
