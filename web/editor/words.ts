import { definitionOf } from '../../simulator/index.ts';
import { connectionKey, type DesignDocument, type RawComponent, type RawConnection } from '../../src/index.ts';

/** How things are called in sentences, labels and announcements. */

export function nameOf(component: RawComponent): string {
  return component.name ?? component.id;
}

/** The name of a component by its id; the id where it is gone. */
export function nameById(document: DesignDocument, id: string): string {
  const component = document.components.find((candidate) => candidate.id === id);
  return component === undefined ? id : nameOf(component);
}

export function typeTitle(type: string): string {
  return definitionOf(type)?.title ?? type;
}

export function connectionName(document: DesignDocument, connection: RawConnection): string {
  return `${nameById(document, connection.from)} to ${nameById(document, connection.to)}`;
}

export function connectionByKey(
  document: DesignDocument,
  key: string,
): { readonly index: number; readonly connection: RawConnection } | undefined {
  const index = document.connections.findIndex((connection) => connectionKey(connection) === key);
  const connection = document.connections[index];
  return connection === undefined ? undefined : { index, connection };
}

/** `one thing`, `3 things`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

/** What is meant by a number of components and connections: the name of a single one, or how many. */
export function itemsNamed(
  document: DesignDocument,
  components: readonly string[],
  connections: readonly string[],
): string {
  const [component] = components;
  const [key] = connections;
  if (components.length === 1 && component !== undefined) return nameById(document, component);
  if (components.length > 1) return counted(components.length, 'component');
  if (connections.length === 1 && key !== undefined) {
    const found = connectionByKey(document, key);
    return found === undefined ? 'connection' : `connection ${connectionName(document, found.connection)}`;
  }
  return counted(connections.length, 'connection');
}
