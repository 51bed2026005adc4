import { Moon, Sun } from "lucide-react";
import { useTheme } from "@/lib/theme";
import { common } from "@/strings/common";
import { IconButton } from "@/ui/button";

export function ThemeToggle() {
  const { theme, flip } = useTheme();
  const dark = theme === "dark";
  return (
    <IconButton label={dark ? common.lightTheme : common.darkTheme} onClick={flip}>
      {dark ? <Sun size={18} /> : <Moon size={18} />}
    </IconButton>
  );
}
