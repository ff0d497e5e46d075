export { FindingList, FindingText } from './finding-list.tsx';
export { Inspector, prepareInspector } from './inspector.tsx';
export { Problems, useProblemCount } from './problems.tsx';
