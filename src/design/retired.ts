import type { Finding } from '../../simulator/index.ts';
import { isGroup } from './schema-at.ts';

/** Fields that files of this version may still have and that another has taken the place of. */

type JsonObject = Readonly<Record<string, unknown>>;

export interface Upgraded {
  readonly document: JsonObject;
  /** What has been read as something else. */
  readonly findings: readonly Finding[];
}

/** A design without retired fields: what they said is said by what has taken their place. */
export function upgraded(document: JsonObject): Upgraded {
  const { components } = document;
  if (!Array.isArray(components)) return { document, findings: [] };
  const findings: Finding[] = [];
  const changed = components.map((component: unknown, index) => {
    if (!isGroup(component) || !isGroup(component['failover'])) return component;
    const { lossWindow, ...failover } = component['failover'];
    if (lossWindow === undefined) return component;
    findings.push({
      code: 'retired-field',
      severity: 'warning',
      path: ['components', index, 'failover'],
      what: `"lossWindow" is read as "replicationLag": ${JSON.stringify(lossWindow)}.`,
      why: 'What a failover loses is what the copy that takes over has not been sent yet; reads of that copy are as old.',
      todo: 'Write "replicationLag" beside "failover" and remove "lossWindow".',
    });
    return { replicationLag: lossWindow, ...component, failover };
  });
  return findings.length === 0 ? { document, findings } : { document: { ...document, components: changed }, findings };
}
