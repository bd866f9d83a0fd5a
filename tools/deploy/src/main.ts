import { reasonOf } from '@postrider/stack';
import { pinImages } from './pin-images.js';
import { record } from './upgrades/record.js';

/* `npm run pin-images` and `npm run record`. */
const commands: Readonly<Record<string, () => Promise<void>>> = {
  'pin-images': async () => {
    for (const image of await pinImages()) console.log(image);
  },
  record: async () => console.log(`What ${await record()} writes is recorded.`),
};

const [name = ''] = process.argv.slice(2);
try {
  const command = commands[name];
  if (!command) throw new Error(`Name one of: ${Object.keys(commands).join(', ')}.`);
  await command();
} catch (error) {
  console.error(reasonOf(error));
  process.exitCode = 1;
}
