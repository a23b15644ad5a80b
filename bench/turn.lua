-- Asks for each of the addresses given in turn, each time as another reader behind the proxy.
local paths, at = {}, 0

function init(arguments)
  for number, path in ipairs(arguments) do paths[number] = path end
end

function request()
  at = at + 1
  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", at / 65536 % 256, at / 256 % 256, at % 256)
  return wrk.format("GET", paths[at % #paths + 1])
end
