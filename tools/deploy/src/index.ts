export {
  containersOf,
  workloadsOf,
  type Container,
  type KubernetesObject,
  type Workload,
} from './kubernetes-object.js';
export { render, type Overlay } from './render.js';
export { variablesOf, type Given } from './service-settings.js';
