export { analysisSchemas } from './schemas.ts';
