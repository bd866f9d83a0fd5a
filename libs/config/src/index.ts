export {
  ConfigError,
  loadConfig,
  redactedConfig,
  secretSetting,
  setting,
  type ConfigOf,
  type Setting,
  type Settings,
} from './settings.js';
export { flag, list, numberList, wholeNumber } from './readers.js';
