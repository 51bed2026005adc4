import { ConnectGraph } from "./connect-graph";
import { ConnectHttp } from "./connect-http";
import { ConnectMcp } from "./connect-mcp";
import { ConnectPrompt } from "./connect-prompt";
import type { StepProps } from "./wizard";

export function StepConnect(props: StepProps) {
  switch (props.making.draft.kind) {
    case "mcp":
      return <ConnectMcp {...props} />;
    case "http":
      return <ConnectHttp {...props} />;
    case "graph":
      return <ConnectGraph {...props} />;
    default:
      return <ConnectPrompt {...props} />;
  }
}
