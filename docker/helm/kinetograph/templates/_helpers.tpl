{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{- define "kinetograph.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "kinetograph.fullname" -}}
{{- $name := include "kinetograph.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "kinetograph.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "kinetograph.selector" . }}
{{- end -}}

{{/* Of all parts; each adds its app.kubernetes.io/component. */}}
{{- define "kinetograph.selector" -}}
app.kubernetes.io/name: {{ include "kinetograph.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "kinetograph.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "kinetograph.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "kinetograph.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "kinetograph.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* A value as people write it: Helm reads each number as a float, and 10000000 would become 1e+07. */}}
{{- define "kinetograph.value" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ toString . }}{{- end -}}
{{- end -}}

{{/* Kafka's properties of the app and the dashboard, with a provider for the secrets. */}}
{{- define "kinetograph.kafkaProperties" -}}
{{- $properties := dict -}}
{{- if .Values.kafka.secrets -}}
{{- $_ := set $properties "config.providers" "directory" -}}
{{- $_ := set $properties "config.providers.directory.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider" -}}
{{- end -}}
{{- toYaml (merge (dict) .Values.kafka.properties $properties) -}}
{{- end -}}

{{/* The app's settings: those of the chart, which the operator's override. */}}
{{- define "kinetograph.settings" -}}
{{- $settings := dict
    "http.host" "0.0.0.0"
    "http.port" "8080"
    "kafka.bootstrap.servers" (required "kafka.bootstrapServers is missing" .Values.kafka.bootstrapServers)
    "kafka.num.stream.threads" (include "kinetograph.value" .Values.app.threads) -}}
{{- if include "kinetograph.modelSource" . -}}
{{- $_ := set $settings "model.file" (printf "/model/%s" .Values.model.file) -}}
{{- end -}}
{{- range $key, $value := include "kinetograph.kafkaProperties" . | fromYaml -}}
{{- $_ := set $settings (printf "kafka.%s" $key) (include "kinetograph.value" $value) -}}
{{- end -}}
{{- range $key, $value := .Values.settings -}}
{{- $_ := set $settings $key (include "kinetograph.value" $value) -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end -}}

{{/* The resources of the app. It requests a processor for each thread, unless another number is set. */}}
{{- define "kinetograph.appResources" -}}
{{- $requests := dict "cpu" (include "kinetograph.value" .Values.app.threads) -}}
{{- range $name, $amount := get .Values.app.resources "requests" | default dict -}}
{{- $_ := set $requests $name $amount -}}
{{- end -}}
{{- toYaml (set (deepCopy .Values.app.resources) "requests" $requests) -}}
{{- end -}}

{{/* Where the model comes from: volume, oci, s3, or nothing for the image's own. */}}
{{- define "kinetograph.modelSource" -}}
{{- $sources := list -}}
{{- if .Values.model.volume -}}{{- $sources = append $sources "volume" -}}{{- end -}}
{{- if .Values.model.oci.reference -}}{{- $sources = append $sources "oci" -}}{{- end -}}
{{- if .Values.model.s3.uri -}}{{- $sources = append $sources "s3" -}}{{- end -}}
{{- if gt (len $sources) 1 -}}
{{- fail (printf "set only one of model.volume, model.oci.reference and model.s3.uri, not %s" (join " and " $sources)) -}}
{{- end -}}
{{- join "" $sources -}}
{{- end -}}

{{/* The ports in a list of host:port or of URLs, as a YAML list. */}}
{{- define "kinetograph.ports" -}}
{{- $ports := list -}}
{{- range $address := splitList "," . -}}
{{- $authority := $address | trim | regexFind "^([a-z]+://)?[^/]*" -}}
{{- $port := regexFind ":[0-9]+$" $authority | trimPrefix ":" -}}
{{- if $port -}}{{- $ports = append $ports (int $port) -}}
{{- else if hasPrefix "https:" $authority -}}{{- $ports = append $ports 443 -}}
{{- else if hasPrefix "http:" $authority -}}{{- $ports = append $ports 80 -}}{{- end -}}
{{- end -}}
{{- toYaml (uniq $ports) -}}
{{- end -}}

{{/* Milliseconds of a duration such as 7d. */}}
{{- define "kinetograph.millis" -}}
{{- $units := dict "d" 86400000 "h" 3600000 "m" 60000 "s" 1000 -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- mul $number (get $units (regexFind "[dhms]$" .)) -}}
{{- end -}}
