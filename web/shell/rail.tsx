import { useEffect } from 'react';
import { InterviewRail, useInterviewOn } from '../interview/index.ts';
import { Outline, Palette } from '../palette/index.ts';
import { type RailTab, setShell, showRail, useShell } from '../state/shell.ts';
import { Tab, TabList, TabPanel, Tabs } from '../ui/index.ts';

/** What stands left of the canvas: the palette, the outline, and the interview while one is on. */
export function Rail() {
  const tab = useShell((shell) => shell.railTab);
  const interview = useInterviewOn();
  useEffect(() => {
    if (interview) showRail('interview');
  }, [interview]);
  const shown = tab === 'interview' && !interview ? 'palette' : tab;
  return (
    <Tabs selectedKey={shown} onSelectionChange={(key) => setShell({ railTab: key as RailTab })}>
      <TabList label="Components">
        {interview && <Tab id="interview">Interview</Tab>}
        <Tab id="palette">Add</Tab>
        <Tab id="outline">Outline</Tab>
      </TabList>
      {interview && (
        <TabPanel id="interview" flush>
          <InterviewRail />
        </TabPanel>
      )}
      <TabPanel id="palette" flush>
        <div data-tour="palette" style={{ height: '100%' }}>
          <Palette />
        </div>
      </TabPanel>
      <TabPanel id="outline" flush>
        <Outline />
      </TabPanel>
    </Tabs>
  );
}
