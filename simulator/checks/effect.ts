import { applies, fieldsOf } from '../field.ts';
import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** What a file writes and nothing reads: a setting of a way of working that the component does not have. */
export function checkEffect(topology: Topology, components: Known, warn: Say): void {
  topology.components.forEach((spec, i) => {
    const definition = components.get(spec.id)?.definition;
    if (definition === undefined) return;
    const fields = fieldsOf(definition.config);
    const config = spec as unknown as Readonly<Record<string, unknown>>;
    for (const field of fields) {
      if (field.appliesWhen === undefined || applies(field, (name) => config[name])) continue;
      // A field with a default has a value whether it was written or not: nothing can be said of it.
      const isWritten = config[field.name] !== undefined && field.schema.safeParse(undefined).data === undefined;
      if (!isWritten) continue;
      const { field: decisive, is } = field.appliesWhen;
      const title = fields.find(({ name }) => name === decisive)?.title ?? decisive;
      warn(
        'no-effect',
        ['components', i, field.name],
        `"${field.name}" of "${spec.id}" has no effect.`,
        `It is for "${decisive}" ${is.map((value) => JSON.stringify(value)).join(' or ')}; here ${title.toLowerCase()} is ${JSON.stringify(config[decisive])}.`,
        `Remove "${field.name}", or change "${decisive}".`,
      );
    }
  });
}
