import { useLocation, useNavigate, useRouter } from "@tanstack/react-router";

declare module "@tanstack/react-router" {
  interface HistoryState {
    signingIn?: boolean;
  }
}

interface Steps {
  second: boolean;
  go: () => Promise<void>;
  back: () => void;
}

/** The second step is one in the browser's history, at the same address: Back leads to the first. */
export function useStep(): Steps {
  const second = useLocation({ select: ({ state }) => state.signingIn === true });
  const navigate = useNavigate();
  const { history } = useRouter();
  return {
    second,
    go: () => navigate({ to: ".", search: true, state: { signingIn: true }, resetScroll: false }),
    back: () => history.back(),
  };
}
