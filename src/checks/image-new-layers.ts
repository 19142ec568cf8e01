import type Docker from 'dockerode';
import { imageCalled } from './engine-state.ts';
import { missed } from './finding.ts';
import type { Evaluation, World } from './kind.ts';
import { taggedReference } from './known-reference.ts';
import { askedNewLayers, newLayersProblem } from './new-layers.ts';
import type { NewLayers } from './new-layers.ts';
import { code } from './phrases.ts';

/** Why an image on the engine has not the layers that it should have beside those of another one there. */
export async function withoutNewLayers(
  name: string,
  wanted: NewLayers,
  there: Docker.ImageInfo,
  images: readonly Docker.ImageInfo[],
  { engine }: World,
): Promise<Evaluation | undefined> {
  const expected = `image ${code(name)} has ${askedNewLayers(wanted)}`;
  const other = imageCalled(images, taggedReference(wanted.than));
  if (!other)
    return missed(expected, `there is no image ${code(wanted.than)} to compare it with`, {
      help: `Get ${code(wanted.than)} back: it is needed here.`,
    });
  const [own, others] = await Promise.all(
    [there, other].map(async ({ Id }) => (await engine.api.getImage(Id).inspect()).RootFS.Layers ?? []),
  );
  const problem = newLayersProblem(wanted, own!, others!);
  return problem && missed(expected, `${code(name)} is there, but ${problem.actual}`, problem);
}
