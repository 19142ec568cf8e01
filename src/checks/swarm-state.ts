import type { Engine } from '../engine/engine.ts';
import { isInvalid, parseReference } from '../image/reference.ts';

/** What the checks read of a swarm; dockerode's own types say little of these. */
export interface SwarmService {
  readonly ID: string;
  readonly Spec: {
    readonly Name: string;
    readonly TaskTemplate: {
      readonly ContainerSpec?: {
        readonly Image?: string;
        readonly Args?: readonly string[] | null;
        readonly Env?: readonly string[] | null;
        readonly Mounts?:
          readonly { readonly Type?: string; readonly Source?: string; readonly Target?: string }[] | null;
      };
      readonly Placement?: { readonly Constraints?: readonly string[] | null };
    };
    readonly Mode?: { readonly Replicated?: { readonly Replicas?: number }; readonly Global?: object };
  };
  readonly Endpoint?: { readonly Ports?: readonly SwarmPort[] | null } | null;
  readonly UpdateStatus?: { readonly State?: string; readonly Message?: string } | null;
}

export interface SwarmPort {
  readonly Protocol?: string;
  readonly TargetPort?: number;
  readonly PublishedPort?: number;
  readonly PublishMode?: string;
}

export interface SwarmTask {
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly CreatedAt: string;
  readonly DesiredState: string;
  readonly Status: { readonly State: string; readonly Err?: string };
  readonly Spec: { readonly ContainerSpec?: { readonly Image?: string } };
}

export interface SwarmNode {
  readonly ID: string;
  readonly Spec: {
    readonly Role: string;
    readonly Availability: string;
    readonly Labels?: Readonly<Record<string, string>> | null;
  };
  readonly Description: { readonly Hostname: string };
  readonly Status: { readonly State: string };
}

/** Whether the engine manages a swarm: only then it lists services and nodes. */
export async function inSwarm({ api }: Engine): Promise<boolean> {
  const { Swarm } = (await api.info()) as { Swarm?: { LocalNodeState?: string; ControlAvailable?: boolean } };
  return Swarm?.LocalNodeState === 'active' && Swarm.ControlAvailable === true;
}

export async function services({ api }: Engine): Promise<SwarmService[]> {
  return (await api.listServices()) as unknown as SwarmService[];
}

export async function tasksOf({ api }: Engine, service: string): Promise<SwarmTask[]> {
  return (await api.listTasks({ filters: { service: [service] } })) as SwarmTask[];
}

export async function nodes({ api }: Engine): Promise<SwarmNode[]> {
  return (await api.listNodes()) as SwarmNode[];
}

/** An image as it was typed: clients add the digest that the tag means to it. */
export function typedImage(image: string): string {
  const parsed = parseReference(image);
  return isInvalid(parsed) || parsed.tag === undefined ? image : image.replace(/@sha256:[0-9a-f]{64}$/, '');
}

export const NO_SWARM = {
  actual: 'this engine is in no swarm',
  help: '`docker swarm init` starts one; services and nodes exist only in a swarm.',
} as const;
