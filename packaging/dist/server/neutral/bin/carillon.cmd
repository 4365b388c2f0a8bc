@echo off
rem Starts Carillon on the JDK 25 that JAVA25_HOME, JAVA_HOME or the path names.
setlocal
set "CARILLON_HOME=%~dp0.."
set "CARILLON_TERMINAL="
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if defined JAVA25_HOME set "JAVA=%JAVA25_HOME%\bin\java"
if not defined CARILLON_JAVA_OPTS set "CARILLON_JAVA_OPTS=-Xmx256m -XX:TieredStopAtLevel=1"
rem A node whose heap is full ends with 3: see operations.md. What CARILLON_JAVA_OPTS says counts more.
set "FULL="
if "%~1"=="server" set "FULL=-XX:+ExitOnOutOfMemoryError"
"%JAVA%" -XX:+UseSerialGC -Xms32m %FULL% %CARILLON_JAVA_OPTS% --enable-native-access=ALL-UNNAMED -cp "%CARILLON_HOME%\lib\*" dev.carillon.node.NodeMain %*
