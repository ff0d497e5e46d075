export { otlp, type TracesData } from './otlp.ts';
