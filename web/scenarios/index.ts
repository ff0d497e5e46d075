export { ScenarioBrief } from './scenario-brief.tsx';
export { ScenarioPicker } from './scenario-picker.tsx';
export {
  firstDesign,
  openScenario,
  scenarioList,
  useScenario,
  useScenarios,
  withItsScenario,
} from './scenario-store.ts';
export { Tour } from './tour.tsx';
export { resumeTour, startTour } from './tour-store.ts';
