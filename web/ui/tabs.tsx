import type { ReactNode } from 'react';
import {
  Tab as AriaTab,
  TabList as AriaTabList,
  TabPanel as AriaTabPanel,
  type TabPanelProps as AriaTabPanelProps,
  type TabProps as AriaTabProps,
  Tabs as AriaTabs,
  type TabsProps as AriaTabsProps,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './tabs.module.css';

export function Tabs(props: Omit<AriaTabsProps, 'className' | 'style'>) {
  return <AriaTabs {...props} className={styles['tabs'] ?? ''} />;
}

interface TabListProps {
  readonly label: string;
  readonly children: ReactNode;
  /** What stands at the other end of the bar. */
  readonly end?: ReactNode;
}

export function TabList({ label, children, end }: TabListProps) {
  return (
    <div className={styles['bar']}>
      <AriaTabList aria-label={label} className={styles['list'] ?? ''}>
        {children}
      </AriaTabList>
      {end !== undefined && <div className={styles['end']}>{end}</div>}
    </div>
  );
}

export function Tab({
  children,
  ...rest
}: Omit<AriaTabProps, 'className' | 'style' | 'children'> & { readonly children: ReactNode }) {
  return (
    <AriaTab {...rest} className={styles['tab'] ?? ''}>
      {children}
    </AriaTab>
  );
}

interface TabPanelProps extends Omit<AriaTabPanelProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
  /** Without padding of its own. */
  readonly flush?: boolean;
}

export function TabPanel({ flush = false, ...rest }: TabPanelProps) {
  return <AriaTabPanel {...rest} className={classNames(styles['panel'], flush && styles['flush'])} />;
}
